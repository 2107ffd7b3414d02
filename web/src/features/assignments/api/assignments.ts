/** Cases that wait for a unit, and those that have one: reading them, choosing, proposing anew. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, ifMatch, take } from "@/api/client";
import type { AssignmentRow, Page } from "@/api/types";
import { useChanging } from "@/lib/changing";
import { useRefreshOn } from "@/lib/refresh";

const KEY = ["assignments"] as const;
const LIMIT = 200;
export const STATES = ["waiting", "automatic", "chosen"] as const;
export type State = (typeof STATES)[number];
/** A row is known by its case. */
export type Row = AssignmentRow & { id: string };

/** The latest 200: what waits is dealt with, not scrolled through. */
export function useAssignments(state: State) {
  const key = [...KEY, state];
  useRefreshOn(["case"], key);
  return useQuery({
    queryKey: key,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const page = await take<Page<AssignmentRow>>(api.GET("/api/v1/assignments", { params: { query: { state, limit: LIMIT } }, signal }));
      return { rows: page.items.map((row): Row => ({ ...row, id: row.case_id })), count: page.count };
    },
  });
}

export function useChoose() {
  return useChanging([KEY], ({ row, unit_id }: { row: Row; unit_id: string }) =>
    take(api.PUT("/api/v1/cases/{case_id}/assignment", { params: { path: { case_id: row.case_id } }, headers: ifMatch(row), body: { unit_id } })),
  );
}

export function useRetryAll() {
  return useChanging([KEY], () => take(api.POST("/api/v1/assignments/retries")));
}
