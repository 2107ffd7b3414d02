/** What the reader looks at, as it stands in the address. */
import { useMemo } from "react";
import { useAddress } from "@/lib/address";
import { serverNow } from "@/lib/clock";
import { useCan } from "@/lib/me";

export const RANGES = { "15m": 15, "1h": 60, "24h": 1440, "7d": 10_080 } as const;
export type Range = keyof typeof RANGES;
export const REVIEWS = ["waiting", "confirmed", "rejected", "all"] as const;
export type ReviewFilter = (typeof REVIEWS)[number];

export type EventFilters = {
  review: ReviewFilter;
  state: "open" | "ended" | null;
  type: string | null;
  camera: string | null;
  range: Range | null;
  since: string | null;
  until: string | null;
};

/** Read the filters of an address; a judge begins with what waits, everybody else with everything. */
export function readFilters(params: URLSearchParams, judges: boolean): EventFilters {
  const review = REVIEWS.find((each) => each === params.get("review"));
  const state = params.get("state");
  const range = params.get("range");
  return {
    review: review ?? (judges ? "waiting" : "all"),
    state: state === "open" || state === "ended" ? state : null,
    type: params.get("type"),
    camera: params.get("camera"),
    range: range !== null && range in RANGES ? (range as Range) : null,
    since: params.get("since"),
    until: params.get("until"),
  };
}

/** The filters as the API takes them; a relative range counts from now. */
export function queryOf(filters: EventFilters, now: number) {
  const relative = filters.range && new Date(now - RANGES[filters.range] * 60_000).toISOString();
  return {
    ...(filters.review !== "all" && { review: filters.review }),
    ...(filters.state && { state: filters.state }),
    ...(filters.type && { event_type: filters.type }),
    ...(filters.camera && { camera_id: filters.camera }),
    ...((relative ?? filters.since) && { since: relative ?? filters.since }),
    ...(!relative && filters.until && { until: filters.until }),
  };
}

export function useEventFilters() {
  const { params, change } = useAddress();
  const judges = useCan()("event.judge");
  const filters = useMemo(() => readFilters(params, judges), [params, judges]);
  return { filters, change, opened: params.get("event") };
}

export function queryNow(filters: EventFilters) {
  return queryOf(filters, serverNow());
}
