/** What the reader looks at, as it stands in the address. */
import { useMemo } from "react";
import { useAddress } from "@/lib/address";
import { serverNow } from "@/lib/clock";
import { SEVERITIES, type Severity } from "@/lib/events";
import { type RangeFilters, rangeQuery, readRange } from "@/lib/range";

export const REVIEWS = ["waiting", "confirmed", "rejected", "duplicate", "all"] as const;
export type ReviewFilter = (typeof REVIEWS)[number];

export type EventFilters = {
  review: ReviewFilter;
  state: "open" | "ended" | null;
  severity: Severity | null;
  type: string | null;
  algorithm: string | null;
  /** This organization and all below it. */
  owner: string | null;
  escalated: boolean;
  camera: string | null;
} & RangeFilters;

/** Read the filters of an address; what makes no sense is left out. */
export function readFilters(params: URLSearchParams): EventFilters {
  const review = REVIEWS.find((each) => each === params.get("review"));
  const state = params.get("state");
  return {
    review: review ?? "all",
    state: state === "open" || state === "ended" ? state : null,
    severity: SEVERITIES.find((each) => each === params.get("severity")) ?? null,
    type: params.get("type"),
    algorithm: params.get("algorithm"),
    owner: params.get("owner"),
    escalated: params.get("escalated") === "1",
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
    ...(filters.severity && { severity: filters.severity }),
    ...(filters.algorithm && { algorithm_id: filters.algorithm }),
    ...(filters.owner && { owner_id: filters.owner }),
    ...(filters.escalated && { escalated: true }),
    ...(filters.camera && { camera_id: filters.camera }),
    ...rangeQuery(filters, now),
  };
}

export function useEventFilters() {
  const { params, change } = useAddress();
  const filters = useMemo(() => readFilters(params), [params]);
  return { filters, change, opened: params.get("event") };
}

export function queryNow(filters: EventFilters) {
  return queryOf(filters, serverNow());
}
