/** Events as several pages read them: one event, what is looked at next, and the words around them. */
import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { api, take } from "@/api/client";
import type { Event, EventDetail } from "@/api/types";
import { preloadEvidence } from "@/lib/evidence";
import { isSettling } from "@/lib/fleeting";
import { flat, type Pages } from "@/lib/live-pages";
import { useCan } from "@/lib/me";
import { useChanges } from "@/lib/stream";

export const SEVERITIES = ["critical", "major", "minor"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Where lists of events are kept, of whatever page. */
export const LISTS = ["events", "list"] as const;

export function readEvent(id: string): Promise<EventDetail> {
  return take(api.GET("/api/v1/events/{event_id}", { params: { path: { event_id: id } } }));
}

export function eventQuery(id: string) {
  return queryOptions({
    queryKey: ["events", "one", id],
    queryFn: () => readEvent(id),
    staleTime: 30_000,
  });
}

/** One event, kept up to date; until its details are here, the row that a list already has. */
export function useEvent(id: string) {
  const client = useQueryClient();
  const query = useQuery(eventQuery(id));
  useChanges((change) => {
    if (change.topic !== "resync" && (change.topic !== "event" || change.id !== id)) return;
    if (!isSettling(id)) void client.invalidateQueries({ queryKey: eventQuery(id).queryKey });
  });
  const row = client
    .getQueriesData<Pages<Event>>({ queryKey: LISTS })
    .flatMap(([, data]) => flat(data))
    .find((each) => each.id === id);
  return { event: query.data ?? row, detail: query.data, error: query.error, retry: () => void query.refetch() };
}

/** Have the neighbours' facts and pictures ready before they are asked for. */
export function useReady(ids: readonly (string | undefined)[]): void {
  const client = useQueryClient();
  const sees = useCan()("evidence.read");
  const wanted = ids.filter((id) => id !== undefined).join(" ");
  useEffect(() => {
    for (const id of wanted.split(" ").filter(Boolean)) {
      client.query(eventQuery(id)).catch(() => undefined);
      if (sees) preloadEvidence(client, id);
    }
  }, [client, sees, wanted]);
}

export function useRejectReasons() {
  return useQuery({
    queryKey: ["reject-reasons"],
    staleTime: Infinity,
    queryFn: () => take(api.GET("/api/v1/reject-reasons")),
  });
}

export function useAlgorithms() {
  const { data } = useQuery({
    queryKey: ["algorithms", "types"],
    staleTime: 300_000,
    queryFn: () => take(api.GET("/api/v1/algorithms", { params: { query: { limit: 200 } } })),
  });
  return data?.items ?? [];
}

export function useEventTypes() {
  const all = useAlgorithms().flatMap((algorithm) => algorithm.events);
  return [...new Map(all.map((type) => [type.event_type, type])).values()];
}
