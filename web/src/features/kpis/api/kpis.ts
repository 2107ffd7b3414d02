/** Key figures of which months, by what; all of it stands in the address. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api, take } from "@/api/client";
import { useAddress } from "@/lib/address";
import { useNow } from "@/lib/clock";
import { useZone } from "@/lib/me";
import { useRefreshOn } from "@/lib/refresh";
import { dayOf } from "@/lib/time";

export const WAYS = ["unit", "district", "algorithm", "month"] as const;
export type Way = (typeof WAYS)[number];
export type KpiFilters = { by: Way; since: string; until: string };

const MONTH = /^20\d\d-(0[1-9]|1[0-2])$/;
const MONTHS = 12;

/** Without months in the address it is the present one; by month, a year up to it. */
export function readKpis(params: URLSearchParams, present: string): KpiFilters {
  const by = WAYS.find((each) => each === params.get("by")) ?? "unit";
  const given = (name: string) => (MONTH.test(params.get(name) ?? "") ? params.get(name) : null);
  const until = given("until") ?? given("since") ?? present;
  const since = given("since") ?? (by === "month" ? before(until, MONTHS - 1) : until);
  return since <= until ? { by, since, until } : { by, since: until, until: since };
}

/** The month so many months before another. */
export function before(month: string, months: number): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  const count = year * 12 + number - 1 - months;
  return `${Math.floor(count / 12)}-${String((count % 12) + 1).padStart(2, "0")}`;
}

export function useKpiFilters() {
  const { params, change } = useAddress();
  const present = dayOf(useNow(), useZone()).slice(0, 7);
  const filters = useMemo(() => readKpis(params, present), [params, present]);
  return { filters, present, change };
}

export function useKpis(filters: KpiFilters) {
  const key = ["kpis", filters];
  useRefreshOn(["kpi"], key);
  return useQuery({
    queryKey: key,
    staleTime: 60_000,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => take(api.GET("/api/v1/kpis", { params: { query: filters }, signal })),
  });
}

/** Where the browser downloads all of the figures as CSV. */
export function exportAddress(filters: KpiFilters): string {
  return `/api/v1/kpis/export?${new URLSearchParams(filters).toString()}`;
}
