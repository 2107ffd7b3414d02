/** Giving verdicts and taking them back: shown at once, settled with the server behind. */
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import type { Event, EventDetail, Verdict } from "@/api/types";
import { useTrouble } from "@/components/trouble";
import { serverNow } from "@/lib/clock";
import { eventQuery, LISTS } from "@/lib/events";
import { addFleeting, dropFleeting, extendFleeting, type Fleeting, latestFleeting, tellBack, whileSettling } from "@/lib/fleeting";
import { changeRow, type Pages } from "@/lib/live-pages";
import { useMe } from "@/lib/me";

export type Choice =
  | { verdict: "confirm" }
  | { verdict: "reject"; reason: string }
  | { verdict: "duplicate"; duplicate_of: string }
  | { verdict: "uncertain" };
/** Look-alikes of an event, the event itself among them, that are rejected at once. */
export type Alike = { ids: readonly string[]; reason: string };

type Sent = { effective_at: string; takeBack: () => Promise<void> };

export function useJudge() {
  const client = useQueryClient();
  const { message } = App.useApp();
  const { t } = useTranslation();
  const trouble = useTrouble();
  const { user, settings } = useMe();

  /** Show the entry while it can be undone; return whether the server took it. */
  const settle = async (entry: Omit<Fleeting, "until" | "takeBack">, send: () => Promise<Sent>): Promise<boolean> => {
    const { event } = entry;
    const sent = whileSettling(event.id, send);
    const takeBack = sent.then((one) => one.takeBack, () => undefined);
    addFleeting({ ...entry, until: undoEnd(settings.undo_s), takeBack });
    try {
      const effective = Date.parse((await sent).effective_at);
      extendFleeting(event.id, effective);
      setTimeout(() => dropFleeting(event.id, effective), Math.max(0, effective - serverNow()));
      return true;
    } catch (error) {
      dropFleeting(event.id);
      void message.error(trouble(error));
      return false;
    } finally {
      void client.invalidateQueries({ queryKey: eventQuery(event.id).queryKey, refetchType: "none" });
    }
  };

  const judge = async (event: Event, choice: Choice): Promise<boolean> => {
    if (event.review !== "waiting") return false;
    const shown = decides(event, choice) ? imagined(choice, user.name, undoEnd(settings.undo_s)) : event.verdict;
    show(client, event.id, shown);
    const took = await settle({ event, verdict: choice.verdict, count: 1 }, async () => {
      const verdict = await send(event.id, choice);
      if (decides(event, choice)) show(client, event.id, verdict);
      return { effective_at: verdict.effective_at, takeBack: () => takeBack(event.id, verdict.id) };
    });
    if (!took) show(client, event.id, event.verdict);
    return took;
  };

  const rejectAlike = (event: Event, { ids, reason }: Alike): Promise<boolean> =>
    settle({ event, verdict: "reject", count: ids.length }, async () => {
      const body = { event_id: event.id, event_ids: [...ids], reason };
      const made = await take(api.POST("/api/v1/review/rejections", { body }));
      if (made.passed_over > 0) void message.warning(t("events.verdict.passedOver", { count: made.passed_over }));
      return { effective_at: made.effective_at, takeBack: () => takeBatchBack(made.batch_id) };
    });

  const undo = async ({ event, takeBack: stored }: Fleeting) => {
    dropFleeting(event.id);
    show(client, event.id, event.verdict);
    const taken = whileSettling(event.id, async () => {
      const back = await stored;
      await back?.();
      return back !== undefined;
    });
    tellBack(event, taken.catch(() => false));
    try {
      if (await taken) void message.info(t("events.verdict.undone"), 1.5);
    } catch (error) {
      void message.error(trouble(error));
    }
    void client.invalidateQueries({ queryKey: eventQuery(event.id).queryKey });
  };

  const undoLatest = () => {
    const latest = latestFleeting();
    if (latest !== undefined) void undo(latest);
  };
  return { judge, rejectAlike, undo, undoLatest };
}

function undoEnd(seconds: number): number {
  return serverNow() + seconds * 1000;
}

/** An uncertain verdict leaves an event waiting, and a check changes nothing but the figures. */
function decides(event: Event, { verdict }: Choice): boolean {
  return event.wants !== "check" && verdict !== "uncertain";
}

function send(id: string, choice: Choice): Promise<Verdict> {
  return take(api.POST("/api/v1/events/{event_id}/verdicts", { params: { path: { event_id: id } }, body: choice }));
}

async function takeBack(id: string, verdict_id: string): Promise<void> {
  await take(api.DELETE("/api/v1/events/{event_id}/verdicts/{verdict_id}", { params: { path: { event_id: id, verdict_id } } }));
}

async function takeBatchBack(batch_id: string): Promise<void> {
  await take(api.DELETE("/api/v1/review/rejections/{batch_id}", { params: { path: { batch_id } } }));
}

function imagined(choice: Choice, by: string, until: number): Verdict {
  const at = new Date(serverNow()).toISOString();
  const none = { reason: null, duplicate_of: null, undone_at: null, corrects: null, corrected_at: null, batch_id: null };
  return { ...none, ...choice, id: "", standing: "deciding", note: "", by, at, effective_at: new Date(until).toISOString() };
}

const REVIEWS = { confirm: "confirmed", reject: "rejected", duplicate: "duplicate", uncertain: "waiting" } as const;

/** Put a verdict, or its absence, into everything on screen. */
function show(client: QueryClient, id: string, verdict: Verdict | null): void {
  const review = verdict === null ? "waiting" : REVIEWS[verdict.verdict];
  const change = <E extends Event>(event: E): E => ({ ...event, review, verdict });
  client.setQueriesData<Pages<Event>>({ queryKey: LISTS }, (data) => data && changeRow(data, id, change));
  client.setQueryData<EventDetail>(eventQuery(id).queryKey, (detail) => detail && change(detail));
}
