/** Confirming, rejecting and taking back: shown at once, settled with the server behind. */
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import type { Event, EventDetail, Verdict } from "@/api/types";
import { useTrouble } from "@/components/trouble";
import { eventQuery, LISTS } from "@/features/events/api/events";
import { addFleeting, dropFleeting, extendFleeting, type Fleeting, latestFleeting, whileSettling } from "@/features/events/api/verdict-store";
import { serverNow } from "@/lib/clock";
import { changeRow, type Pages } from "@/lib/live-pages";
import { useMe } from "@/lib/me";

export type Choice = { verdict: "confirm"; reason?: null } | { verdict: "reject"; reason: string };

export function useJudge() {
  const client = useQueryClient();
  const { message } = App.useApp();
  const { t } = useTranslation();
  const trouble = useTrouble();
  const { user, settings } = useMe();

  const judge = async (event: Event, choice: Choice) => {
    if (event.review !== "waiting") return;
    const until = serverNow() + settings.undo_s * 1000;
    const shown = imagined(choice, user.name, until);
    show(client, event.id, shown);
    const sent = whileSettling(event.id, () => send(event.id, choice));
    const stored = sent.then((verdict) => verdict.id, () => undefined);
    addFleeting({ event, verdict: choice.verdict, until, stored });
    try {
      const verdict = await sent;
      const effective = Date.parse(verdict.effective_at);
      extendFleeting(event.id, effective);
      show(client, event.id, verdict);
      setTimeout(() => dropFleeting(event.id), Math.max(0, effective - serverNow()));
    } catch (error) {
      dropFleeting(event.id);
      show(client, event.id, null);
      void client.invalidateQueries({ queryKey: eventQuery(event.id).queryKey });
      void message.error(trouble(error));
    }
  };

  const undo = async ({ event, stored }: Fleeting) => {
    dropFleeting(event.id);
    const id = await stored;
    if (id === undefined) return;
    show(client, event.id, null);
    try {
      await whileSettling(event.id, () => takeBack(event.id, id));
      void message.info(t("events.verdict.undone"), 1.5);
    } catch (error) {
      void message.error(trouble(error));
    }
    void client.invalidateQueries({ queryKey: eventQuery(event.id).queryKey });
  };

  const undoLatest = () => {
    const latest = latestFleeting();
    if (latest !== undefined) void undo(latest);
  };
  return { judge, undo, undoLatest };
}

function send(id: string, { verdict, reason = null }: Choice): Promise<Verdict> {
  return take(api.POST("/api/v1/events/{event_id}/verdicts", { params: { path: { event_id: id } }, body: { verdict, reason } }));
}

async function takeBack(id: string, verdict_id: string): Promise<void> {
  await take(api.DELETE("/api/v1/events/{event_id}/verdicts/{verdict_id}", { params: { path: { event_id: id, verdict_id } } }));
}

function imagined({ verdict, reason = null }: Choice, by: string, until: number): Verdict {
  const at = new Date(serverNow()).toISOString();
  const none = { duplicate_of: null, undone_at: null, corrects: null, corrected_at: null, batch_id: null };
  return { id: "", verdict, standing: "deciding", reason, note: "", by, at, effective_at: new Date(until).toISOString(), ...none };
}

/** Put a verdict, or its absence, into everything on screen. */
function show(client: QueryClient, id: string, verdict: Verdict | null): void {
  const review = verdict === null ? "waiting" : verdict.verdict === "confirm" ? "confirmed" : "rejected";
  const change = <E extends Event>(event: E): E => ({ ...event, review, verdict });
  client.setQueriesData<Pages<Event>>({ queryKey: LISTS }, (data) => data && changeRow(data, id, change));
  client.setQueryData<EventDetail>(eventQuery(id).queryKey, (detail) => detail && change(detail));
}
