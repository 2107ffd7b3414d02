/** A stretch of time as it stands in the address: the last hours, or from one instant to another. */
export const RANGES = { "15m": 15, "1h": 60, "24h": 1440, "7d": 10_080, "30d": 43_200 } as const;
export type Range = keyof typeof RANGES;
export type RangeFilters = { range: Range | null; since: string | null; until: string | null };

export function readRange(params: URLSearchParams): RangeFilters {
  const range = params.get("range");
  return { range: range !== null && range in RANGES ? (range as Range) : null, since: params.get("since"), until: params.get("until") };
}

/** The range as the API takes it; a relative one counts from now and wins over fixed times. */
export function rangeQuery(filters: RangeFilters, now: number): { since?: string; until?: string } {
  const since = filters.range === null ? filters.since : new Date(now - RANGES[filters.range] * 60_000).toISOString();
  const until = filters.range === null ? filters.until : null;
  return { ...(since !== null && { since }), ...(until !== null && { until }) };
}
