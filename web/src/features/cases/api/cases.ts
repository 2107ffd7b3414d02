/** Reading cases and sending their messages again. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { Case, Page } from "@/api/types";
import { useLiveList } from "@/lib/live-list";
import { useRefreshOn } from "@/lib/refresh";

export function useCaseList() {
  return useLiveList<Case>({
    key: ["cases", "list"],
    topics: ["case"],
    stirredBy: ["delivery"],
    grows: true,
    page: (cursor, signal) =>
      take<Page<Case>>(api.GET("/api/v1/cases", { params: { query: { limit: 100, ...(cursor !== null && { cursor }) } }, ...(signal && { signal }) })),
    one: readCase,
  });
}

export function useCase(id: string) {
  const key = ["cases", "one", id];
  useRefreshOn(["case", "delivery"], key);
  return useQuery({ queryKey: key, queryFn: () => readCase(id) });
}

function readCase(case_id: string): Promise<Case> {
  return take(api.GET("/api/v1/cases/{case_id}", { params: { path: { case_id } } }));
}

export function useRetry() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (delivery_id: string) => take(api.POST("/api/v1/deliveries/{delivery_id}/retry", { params: { path: { delivery_id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["cases", "one"] }),
  });
}
