/** Reading events: the live list, their neighbours in time, and their cases. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { Event, Page } from "@/api/types";
import { type EventFilters, fits, queryNow } from "@/features/events/api/filters";
import { serverNow } from "@/lib/clock";
import { LISTS, readEvent } from "@/lib/events";
import { isSettling } from "@/lib/fleeting";
import { useLiveList } from "@/lib/live-list";
import { useChanges } from "@/lib/stream";
import { byTime } from "@/lib/time";

const PAGE = 100;

export function useEventList(filters: EventFilters) {
  return useLiveList<Event>({
    key: [...LISTS, filters],
    topics: ["event"],
    grows: true,
    places: { fits: (event) => fits(event, filters, serverNow()), before: newer },
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

function newer(one: Event, other: Event): boolean {
  const order = byTime(one.opened_at, other.opened_at);
  return order > 0 || (order === 0 && one.id > other.id);
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
