/** Which cases the reader looks at, as it stands in the address. */
import { useMemo } from "react";
import type { CaseQuery } from "@/api/types";
import { useAddress } from "@/lib/address";
import { serverNow } from "@/lib/clock";
import { type RangeFilters, rangeQuery, readRange } from "@/lib/range";

export const STATES = ["reported", "verifying", "accepted", "filed", "dispatched", "handling", "handled", "suspended", "closed", "void"] as const;
export const CLOCKS = ["green", "amber", "red", "paused"] as const;
export const VIEWS = ["open", "over", "all"] as const;
export const FLAGS = ["unassigned", "asked", "supervised"] as const;
export type CaseState = (typeof STATES)[number];

export type CaseFilters = {
  view: (typeof VIEWS)[number];
  state: CaseState | null;
  clock: (typeof CLOCKS)[number] | null;
  flag: (typeof FLAGS)[number] | null;
  source: "camera" | "request" | null;
  unit: string | null;
  matter: string | null;
  text: string | null;
  soonest: boolean;
} & RangeFilters;

/** Read the filters of an address; what makes no sense is left out. */
export function readFilters(params: URLSearchParams): CaseFilters {
  const source = params.get("source");
  return {
    view: VIEWS.find((each) => each === params.get("view")) ?? "open",
    state: STATES.find((each) => each === params.get("state")) ?? null,
    clock: CLOCKS.find((each) => each === params.get("clock")) ?? null,
    flag: FLAGS.find((each) => each === params.get("flag")) ?? null,
    source: source === "camera" || source === "request" ? source : null,
    unit: params.get("unit"),
    matter: params.get("matter"),
    text: params.get("q"),
    soonest: params.get("sort") === "due",
    ...readRange(params),
  };
}

/** The filters as the API takes them; a relative range counts from now. */
export function queryOf(filters: CaseFilters, now: number): CaseQuery {
  return {
    ...(filters.state === null && filters.view !== "all" && { open: filters.view === "open" }),
    ...(filters.state && { state: [filters.state] }),
    ...(filters.clock && { clock: filters.clock }),
    ...(filters.flag && { [filters.flag]: true }),
    ...(filters.source && { source: filters.source }),
    ...(filters.unit && { unit_id: filters.unit }),
    ...(filters.matter && { matter: filters.matter }),
    ...(filters.text && { text: filters.text }),
    ...(filters.soonest && { sort: "due_at" as const }),
    ...rangeQuery(filters, now),
  };
}

export function useCaseFilters() {
  const { params, change } = useAddress();
  const filters = useMemo(() => readFilters(params), [params]);
  return { filters, change, opened: params.get("case") };
}

export function queryNow(filters: CaseFilters): CaseQuery {
  return queryOf(filters, serverNow());
}
