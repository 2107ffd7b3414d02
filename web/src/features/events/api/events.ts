/** Reading events: the live list, one event, and what the reader will look at next. */
import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { api, take } from "@/api/client";
import type { Event, EventDetail, Page } from "@/api/types";
import { type EventFilters, queryNow } from "@/features/events/api/filters";
import { isSettling } from "@/features/events/api/verdict-store";
import { preloadEvidence } from "@/lib/evidence";
import { flat, type Pages } from "@/lib/live-pages";
import { useLiveList } from "@/lib/live-list";
import { useCan } from "@/lib/me";
import { useChanges } from "@/lib/stream";

export const LISTS = ["events", "list"] as const;
const PAGE = 100;

export function useEventList(filters: EventFilters) {
  return useLiveList<Event>({
    key: [...LISTS, filters],
    topics: ["event"],
    grows: true,
    holds: isSettling,
    page: (cursor, signal) =>
      take<Page<Event>>(
        api.GET("/api/v1/events", {
          params: { query: { ...queryNow(filters), limit: PAGE, ...(cursor !== null && { cursor }) } },
          ...(signal && { signal }),
        }),
      ),
    one: readEvent,
  });
}

function readEvent(id: string): Promise<EventDetail> {
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

/** The events of the last day around one, for walking on from a page that was opened by its address. */
export function useNeighbours(event: Event | undefined) {
  const until = event && new Date(Date.parse(event.opened_at) + 1).toISOString();
  const older = useQuery({
    queryKey: ["events", "older", event?.id],
    enabled: until !== undefined,
    staleTime: 60_000,
    queryFn: () => take(api.GET("/api/v1/events", { params: { query: { until: until ?? "", limit: 5 } } })),
  });
  const rows = older.data?.items ?? [];
  const here = rows.findIndex((row) => row.id === event?.id);
  return { next: rows[here + 1]?.id };
}

export function useRejectReasons() {
  return useQuery({
    queryKey: ["reject-reasons"],
    staleTime: Infinity,
    queryFn: () => take(api.GET("/api/v1/reject-reasons")),
  });
}

export function useEventTypes() {
  const { data } = useQuery({
    queryKey: ["algorithms", "types"],
    staleTime: 300_000,
    queryFn: () => take(api.GET("/api/v1/algorithms", { params: { query: { limit: 200 } } })),
  });
  const all = (data?.items ?? []).flatMap((algorithm) => algorithm.events);
  return [...new Map(all.map((type) => [type.event_type, type])).values()];
}

export function useCase(id: string | null | undefined) {
  const client = useQueryClient();
  const key = ["cases", "one", id];
  useChanges(({ topic }) => {
    if (topic === "case" || topic === "delivery" || topic === "resync") void client.invalidateQueries({ queryKey: key });
  });
  return useQuery({
    queryKey: key,
    enabled: Boolean(id),
    queryFn: () => take(api.GET("/api/v1/cases/{case_id}", { params: { path: { case_id: id ?? "" } } })),
  });
}
