/** What the reader looks at, as it stands in the address. */
import { useMemo } from "react";
import type { Event } from "@/api/types";
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

type Facts = Pick<Event, "review" | "state" | "severity" | "event_type" | "escalated_at" | "opened_at"> & {
  camera: { id: string };
  algorithm: { id: string } | null;
};

/** Whether an event is one of those looked at; undefined where only the server knows: whose is below whom. */
export function fits(event: Facts, filters: EventFilters, now: number): boolean | undefined {
  const { since, until } = rangeQuery(filters, now);
  const opened = Date.parse(event.opened_at);
  const meets =
    (filters.review === "all" || event.review === filters.review) &&
    (filters.state === null || event.state === filters.state) &&
    (filters.severity === null || event.severity === filters.severity) &&
    (filters.type === null || event.event_type === filters.type) &&
    (filters.algorithm === null || event.algorithm?.id === filters.algorithm) &&
    (filters.camera === null || event.camera.id === filters.camera) &&
    (!filters.escalated || event.escalated_at !== null) &&
    (since === undefined || opened >= Date.parse(since)) &&
    (until === undefined || opened < Date.parse(until));
  return meets && filters.owner !== null ? undefined : meets;
}

export function useEventFilters() {
  const { params, change } = useAddress();
  const filters = useMemo(() => readFilters(params), [params]);
  return { filters, change, opened: params.get("event") };
}

export function queryNow(filters: EventFilters) {
  return queryOf(filters, serverNow());
}
