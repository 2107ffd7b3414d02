/** Reading scorecards, and the false alarms that departments let one see. */
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { Disclosure, Page, Scorecards } from "@/api/types";
import { type CardFilters, cardQuery } from "@/features/scorecards/api/filters";
import { serverNow } from "@/lib/clock";

const FRESH_MS = 60_000;
const PICTURES = 12;

export function useScorecards(filters: CardFilters) {
  return useQuery<Scorecards>({
    queryKey: ["scorecards", filters],
    staleTime: FRESH_MS,
    // Figures by something else are no figures of this, not even for a moment.
    placeholderData: (before) => (before?.by === filters.by ? before : undefined),
    queryFn: ({ signal }) => take<Scorecards>(api.GET("/api/v1/scorecards", { params: { query: cardQuery(filters, serverNow()) }, signal })),
  });
}

/** Where the browser downloads all of the figures as CSV. */
export function exportAddress(filters: CardFilters): string {
  return `/api/v1/scorecards/export?${new URLSearchParams(Object.entries(cardQuery(filters, serverNow()))).toString()}`;
}

export function useDisclosures(algorithm: string | null) {
  return useInfiniteQuery({
    queryKey: ["disclosures", algorithm],
    placeholderData: keepPreviousData,
    initialPageParam: null as string | null,
    getNextPageParam: (page: Page<Disclosure>) => page.next_cursor,
    queryFn: ({ pageParam, signal }) =>
      take<Page<Disclosure>>(
        api.GET("/api/v1/disclosures", { params: { query: { limit: PICTURES, ...(algorithm !== null && { algorithm_id: algorithm }), ...(pageParam !== null && { cursor: pageParam }) } }, signal }),
      ),
  });
}
