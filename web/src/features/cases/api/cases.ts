/** Reading cases, acting on them, and sending their messages again. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { Case, CaseDetail, CaseStepNew, Page } from "@/api/types";
import { type CaseFilters, queryNow } from "@/features/cases/api/filters";
import { useChanging } from "@/lib/changing";
import { useLiveList } from "@/lib/live-list";
import { useRefreshOn } from "@/lib/refresh";

const CASES = ["cases"] as const;

export function useCaseList(filters: CaseFilters) {
  return useLiveList<Case>({
    key: [...CASES, "list", filters],
    topics: ["case"],
    stirredBy: ["delivery"],
    grows: !filters.soonest,
    page: (cursor, signal) =>
      take<Page<Case>>(
        api.GET("/api/v1/cases", { params: { query: { ...queryNow(filters), limit: 100, ...(cursor !== null && { cursor }) } }, ...(signal && { signal }) }),
      ),
    one: readCase,
  });
}

export function useCase(id: string) {
  const key = [...CASES, "one", id];
  useRefreshOn(["case", "delivery"], key);
  return useQuery({ queryKey: key, queryFn: () => readCase(id) });
}

export function useUnits(case_id: string) {
  return useQuery({
    queryKey: [...CASES, "units", case_id],
    queryFn: () => take(api.GET("/api/v1/cases/{case_id}/units", { params: { path: { case_id } } })),
  });
}

export function useStep(case_id: string) {
  return useChanging([[...CASES, "one"], [...CASES, "mine"]], (body: CaseStepNew) =>
    take(api.POST("/api/v1/cases/{case_id}/steps", { params: { path: { case_id } }, body })),
  );
}

function readCase(case_id: string): Promise<CaseDetail> {
  return take(api.GET("/api/v1/cases/{case_id}", { params: { path: { case_id } } }));
}

export function useRetry() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (delivery_id: string) => take(api.POST("/api/v1/deliveries/{delivery_id}/retry", { params: { path: { delivery_id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: [...CASES, "one"] }),
  });
}
