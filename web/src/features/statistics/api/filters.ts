/** Figures of which events, by what, as it stands in the address. */
import { useMemo } from "react";
import { useAddress } from "@/lib/address";
import { type RangeFilters, rangeQuery, readRange } from "@/lib/range";

export const WAYS = ["algorithm", "camera", "hour", "day"] as const;
export type Way = (typeof WAYS)[number];
export type FigureFilters = { by: Way; type: string | null; algorithm: string | null; camera: string | null } & RangeFilters;

/** Read the filters of an address; without a range, the last week is told. */
export function readFigures(params: URLSearchParams): FigureFilters {
  const range = readRange(params);
  const week = range.range === null && range.since === null && range.until === null;
  return {
    by: WAYS.find((each) => each === params.get("by")) ?? "algorithm",
    type: params.get("type"),
    algorithm: params.get("algorithm"),
    camera: params.get("camera"),
    ...range,
    ...(week && { range: "7d" }),
  };
}

/** Which events are meant, as the API takes it. */
export function eventsOf(filters: FigureFilters, now: number) {
  return {
    ...(filters.type && { event_type: filters.type }),
    ...(filters.algorithm && { algorithm_id: filters.algorithm }),
    ...(filters.camera && { camera_id: filters.camera }),
    ...rangeQuery(filters, now),
  };
}

export function useFigureFilters() {
  const { params, change } = useAddress();
  const filters = useMemo(() => readFigures(params), [params]);
  return { filters, change };
}
