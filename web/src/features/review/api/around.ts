/** What stands around an event at the desk: counts, what was said before, what looks alike, what it may double. */
import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { api, take } from "@/api/client";
import type { Event, EventDetail } from "@/api/types";

const COUNTS_MS = 5000;
/** How far back a double is looked for. */
const DOUBLE_MS = 24 * 3_600_000;
const DOUBLES = 9;

/** The desk's numbers, asked for again as often as who shows them wants. */
export function useCounts(every = COUNTS_MS) {
  return useQuery({ queryKey: ["review", "counts"], refetchInterval: every, queryFn: () => take(api.GET("/api/v1/review/counts")) }).data;
}

function precedentsQuery(id: string) {
  return queryOptions({
    queryKey: ["events", "precedents", id],
    staleTime: 60_000,
    queryFn: () => take(api.GET("/api/v1/events/{event_id}/precedents", { params: { path: { event_id: id } } })),
  });
}

export function usePrecedents(id: string) {
  return useQuery(precedentsQuery(id)).data;
}

/** Have what was said before ready with the next pictures. */
export function usePrecedentsReady(ids: readonly string[]): void {
  const client = useQueryClient();
  const wanted = ids.join(" ");
  useEffect(() => {
    for (const id of wanted.split(" ").filter(Boolean)) client.query(precedentsQuery(id)).catch(() => undefined);
  }, [client, wanted]);
}

export const HOURS = [1, 24, 168] as const;
export type Hours = (typeof HOURS)[number];

export function useLookalikes(id: string, hours: Hours) {
  return useQuery({
    queryKey: ["events", "alike", id, hours],
    gcTime: 0,
    queryFn: () => take(api.GET("/api/v1/events/{event_id}/lookalikes", { params: { path: { event_id: id }, query: { hours } } })),
  });
}

/** Events that this one may double: those of its incident, then the camera's latest of its kind. */
export function useDoubles(event: Event, detail: EventDetail | undefined) {
  const until = new Date(Date.parse(event.opened_at) + 1).toISOString();
  const since = new Date(Date.parse(event.opened_at) - DOUBLE_MS).toISOString();
  const camera_id = event.camera.id;
  const query = useQuery({
    queryKey: ["events", "doubles", event.id],
    queryFn: () =>
      take(api.GET("/api/v1/events", { params: { query: { camera_id, event_type: event.event_type, since, until, limit: DOUBLES + 1 } } })),
  });
  const together = detail?.together ?? [];
  const known = new Set([event.id, ...together.map(({ id }) => id)]);
  const same = (query.data?.items ?? []).filter(({ id }) => !known.has(id));
  const doubles = [...together, ...same].filter(({ review }) => review !== "duplicate");
  return { doubles: doubles.slice(0, DOUBLES), pending: query.isPending };
}
