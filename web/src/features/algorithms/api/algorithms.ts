/** Reading the shelf, moving versions along and aliases from version to version. */
import { useQuery } from "@tanstack/react-query";
import { api, ifMatch, take } from "@/api/client";
import type { Algorithm, AlgorithmDetail, Alias, Page, ShelfChoices, Version, VersionStepNew } from "@/api/types";
import { useChanging } from "@/lib/changing";
import { useLiveList } from "@/lib/live-list";
import { useRefreshOn } from "@/lib/refresh";

const ALGORITHMS = ["algorithms"];

export const RUNS = ["here", "vendor"] as const;
export type ShelfFilter = { q: string | null; type: string | null; vendor: string | null; runs: (typeof RUNS)[number] | null };

export function useShelf({ q, type, vendor, runs }: ShelfFilter) {
  const wanted = { ...(q !== null && { q }), ...(type !== null && { event_type: type }), ...(vendor !== null && { owner_id: vendor }), ...(runs !== null && { runs }) };
  return useLiveList<Algorithm>({
    key: [...ALGORITHMS, "list", q, type, vendor, runs],
    topics: [],
    keeps: true,
    page: (cursor, signal) =>
      take<Page<Algorithm>>(
        api.GET("/api/v1/algorithms", { params: { query: { limit: 100, ...wanted, ...(cursor !== null && { cursor }) } }, ...(signal && { signal }) }),
      ),
    one: readAlgorithm,
  });
}

/** The kinds of events, the vendors and the places that the shelf can be asked for. */
export function useShelfChoices() {
  return useQuery({ queryKey: [...ALGORITHMS, "choices"], queryFn: () => take<ShelfChoices>(api.GET("/api/v1/algorithms/choices")) });
}

export function useAlgorithm(id: string) {
  useRefreshOn(["version"], [...ALGORITHMS, "one", id]);
  return useQuery({ queryKey: ["algorithms", "one", id], queryFn: () => readAlgorithm(id) });
}

function readAlgorithm(algorithm_id: string): Promise<AlgorithmDetail> {
  return take(api.GET("/api/v1/algorithms/{algorithm_id}", { params: { path: { algorithm_id } } }));
}

/** Publish, deprecate or withdraw a version. */
export function useVersionStep(version_id: string) {
  return useChanging([ALGORITHMS], (body: VersionStepNew) => take<Version>(api.POST("/api/v1/versions/{version_id}/steps", { params: { path: { version_id } }, body })));
}

/** Ask two administrators for a version's approval. */
export function useSubmitVersion(version_id: string) {
  return useChanging([ALGORITHMS, ["approvals"]], (reason: string) => take(api.POST("/api/v1/versions/{version_id}/approval", { params: { path: { version_id } }, body: { reason } })));
}

/** Let an alias mean another version. */
export function useMoveAlias(algorithm_id: string, alias: Alias) {
  return useChanging([ALGORITHMS, ["subscriptions"]], (body: { version_id: string; reason: string }) =>
    take<Alias>(api.PUT("/api/v1/algorithms/{algorithm_id}/aliases/{name}", { params: { path: { algorithm_id, name: alias.name } }, headers: ifMatch(alias), body })),
  );
}
