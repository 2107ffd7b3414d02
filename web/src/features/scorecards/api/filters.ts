/** Which figures, by what, as it stands in the address. */
import { useMemo } from "react";
import { useAddress } from "@/lib/address";
import { type RangeFilters, rangeQuery, readRange } from "@/lib/range";

export const WAYS = ["algorithm", "version", "department", "region", "group", "hour", "day"] as const;
export type Way = (typeof WAYS)[number];
export type CardFilters = { by: Way; algorithm: string | null; owner: string | null } & RangeFilters;

/** Read the filters of an address; without a range, the last week is told. */
export function readCards(params: URLSearchParams): CardFilters {
  const range = readRange(params);
  const week = range.range === null && range.since === null && range.until === null;
  return {
    by: WAYS.find((each) => each === params.get("by")) ?? "version",
    algorithm: params.get("algorithm"),
    owner: params.get("owner"),
    ...range,
    ...(week && { range: "7d" }),
  };
}

/** The filters as the API takes them. */
export function cardQuery(filters: CardFilters, now: number) {
  return {
    by: filters.by,
    ...(filters.algorithm && { algorithm_id: filters.algorithm }),
    ...(filters.owner && { owner_id: filters.owner }),
    ...rangeQuery(filters, now),
  };
}

export function useCardFilters() {
  const { params, change } = useAddress();
  const filters = useMemo(() => readCards(params), [params]);
  return { filters, change };
}
