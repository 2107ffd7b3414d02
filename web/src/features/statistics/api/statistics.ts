/** Reading the figures, and where they are downloaded. */
import { useQuery } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { Figures } from "@/api/types";
import { eventsOf, type FigureFilters } from "@/features/statistics/api/filters";
import { serverNow } from "@/lib/clock";

export const MOST = 200;
const FRESH_MS = 60_000;

export function useFigures(filters: FigureFilters) {
  return useQuery<Figures[]>({
    queryKey: ["statistics", "figures", filters],
    staleTime: FRESH_MS,
    // Figures by something else are no figures of this, not even for a moment.
    placeholderData: (before, query) => ((query?.queryKey[2] as FigureFilters | undefined)?.by === filters.by ? before : undefined),
    queryFn: ({ signal }) =>
      take<Figures[]>(api.GET("/api/v1/review/statistics", { params: { query: { ...eventsOf(filters, serverNow()), by: filters.by, limit: MOST } }, signal })),
  });
}

export function useAgreement(filters: FigureFilters) {
  return useQuery({
    queryKey: ["statistics", "agreement", { ...filters, by: null }],
    staleTime: FRESH_MS,
    queryFn: ({ signal }) => take(api.GET("/api/v1/review/agreement", { params: { query: eventsOf(filters, serverNow()) }, signal })),
  });
}

/** Where the browser downloads all of the figures as CSV. */
export function exportAddress(filters: FigureFilters): string {
  const query = Object.entries({ ...eventsOf(filters, serverNow()), by: filters.by });
  return `/api/v1/review/statistics/export?${new URLSearchParams(query).toString()}`;
}
