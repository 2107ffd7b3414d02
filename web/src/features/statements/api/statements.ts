/** Reading a month's statement, and putting its lines together by department and vendor. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { Statement, StatementLine } from "@/api/types";

export const COUNTS = ["camera_hours", "looks", "called", "inferences", "confirmed", "auto_confirmed"] as const;
export type Sums = Record<(typeof COUNTS)[number], number>;
export type Account = { key: string; first: StatementLine; lines: StatementLine[]; sums: Sums };

export function useStatement(month: string | null) {
  return useQuery({
    queryKey: ["statements", month],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => take<Statement>(api.GET("/api/v1/statements", { params: { query: month === null ? {} : { month } }, signal })),
  });
}

/** Where the browser downloads a month as CSV. */
export function exportAddress(month: string): string {
  return `/api/v1/statements/export?${new URLSearchParams({ month }).toString()}`;
}

/** One account for each department and vendor, in the order of the lines. */
export function accounts(lines: readonly StatementLine[]): Account[] {
  const found = new Map<string, Account>();
  for (const line of lines) {
    const key = `${line.owner_id} ${line.vendor_id}`;
    const account = found.get(key) ?? { key, first: line, lines: [], sums: nothing() };
    account.lines.push(line);
    for (const count of COUNTS) account.sums[count] += line[count];
    found.set(key, account);
  }
  return [...found.values()];
}

/** The sums of some accounts together. */
export function together(all: readonly Account[]): Sums {
  const whole = nothing();
  for (const { sums } of all) for (const count of COUNTS) whole[count] += sums[count];
  return whole;
}

function nothing(): Sums {
  return { camera_hours: 0, looks: 0, called: 0, inferences: 0, confirmed: 0, auto_confirmed: 0 };
}
