/** Evaluations of versions on test sets: read, started, cancelled. */
import { useQuery } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { Evaluation, Page, TestSet } from "@/api/types";
import { useChanging } from "@/lib/changing";
import { useRefreshOn } from "@/lib/refresh";

const LIST = ["evaluations"];
const MOST = 100;

/** Of one version, or on one set. */
export type About = { version_id: string } | { test_set_id: string };

export function isWorking({ state }: Pick<Evaluation, "state">): boolean {
  return state === "queued" || state === "running";
}

export function useEvaluations(about: About) {
  const key = [...LIST, about];
  useRefreshOn(["evaluation"], key);
  return useQuery({
    queryKey: key,
    queryFn: ({ signal }) => take<Page<Evaluation>>(api.GET("/api/v1/evaluations", { params: { query: { ...about, limit: MOST } }, signal })),
  });
}

export function useStartEvaluation() {
  return useChanging([LIST], (body: { version_id: string; test_set_id: string }) => take<Evaluation>(api.POST("/api/v1/evaluations", { body })));
}

export function useCancelEvaluation() {
  return useChanging([LIST], (evaluation_id: string) => take(api.DELETE("/api/v1/evaluations/{evaluation_id}", { params: { path: { evaluation_id } } })));
}

/** The newest sets, the retired among them, for whoever may see them. */
export function useTestSetChoices(enabled: boolean) {
  const key = ["test-sets", "choices"];
  useRefreshOn(["test_set"], key);
  return useQuery({
    queryKey: key,
    enabled,
    queryFn: ({ signal }) => take<Page<TestSet>>(api.GET("/api/v1/test-sets", { params: { query: { limit: MOST } }, signal })),
  });
}
