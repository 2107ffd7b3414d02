/** What the reader looks at, as it stands in the address. */
import { useMemo } from "react";
import { useAddress } from "@/lib/address";
import { serverNow } from "@/lib/clock";
import { useCan } from "@/lib/me";
import { type RangeFilters, rangeQuery, readRange } from "@/lib/range";

export const REVIEWS = ["waiting", "confirmed", "rejected", "duplicate", "all"] as const;
export type ReviewFilter = (typeof REVIEWS)[number];

export type EventFilters = {
  review: ReviewFilter;
  state: "open" | "ended" | null;
  type: string | null;
  camera: string | null;
} & RangeFilters;

/** Read the filters of an address; a judge begins with what waits, everybody else with everything. */
export function readFilters(params: URLSearchParams, judges: boolean): EventFilters {
  const review = REVIEWS.find((each) => each === params.get("review"));
  const state = params.get("state");
  return {
    review: review ?? (judges ? "waiting" : "all"),
    state: state === "open" || state === "ended" ? state : null,
    type: params.get("type"),
    camera: params.get("camera"),
    ...readRange(params),
  };
}

/** The filters as the API takes them; a relative range counts from now. */
export function queryOf(filters: EventFilters, now: number) {
  return {
    ...(filters.review !== "all" && { review: filters.review }),
    ...(filters.state && { state: filters.state }),
    ...(filters.type && { event_type: filters.type }),
    ...(filters.camera && { camera_id: filters.camera }),
    ...rangeQuery(filters, now),
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
