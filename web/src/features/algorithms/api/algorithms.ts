/** Reading the shelf. */
import { useQuery } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { Algorithm, AlgorithmDetail, Page } from "@/api/types";
import { useLiveList } from "@/lib/live-list";

export function useShelf() {
  return useLiveList<Algorithm>({
    key: ["algorithms", "list"],
    topics: [],
    page: (cursor, signal) =>
      take<Page<Algorithm>>(
        api.GET("/api/v1/algorithms", { params: { query: { limit: 100, ...(cursor !== null && { cursor }) } }, ...(signal && { signal }) }),
      ),
    one: readAlgorithm,
  });
}

export function useAlgorithm(id: string) {
  return useQuery({ queryKey: ["algorithms", "one", id], queryFn: () => readAlgorithm(id) });
}

function readAlgorithm(algorithm_id: string): Promise<AlgorithmDetail> {
  return take(api.GET("/api/v1/algorithms/{algorithm_id}", { params: { path: { algorithm_id } } }));
}
