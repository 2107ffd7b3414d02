/** Reading and changing subscriptions. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, ifMatch, take } from "@/api/client";
import type { Page, Subscription, SubscriptionChange } from "@/api/types";
import { useLiveList } from "@/lib/live-list";

const POLL_MS = 10_000;

export function useSubscriptionList() {
  return useLiveList<Subscription>({
    key: ["subscriptions", "list"],
    topics: ["subscription"],
    pollMs: POLL_MS,
    page: (cursor, signal) =>
      take<Page<Subscription>>(
        api.GET("/api/v1/subscriptions", { params: { query: { limit: 100, ...(cursor !== null && { cursor }) } }, ...(signal && { signal }) }),
      ),
    one: (subscription_id) => take(api.GET("/api/v1/subscriptions/{subscription_id}", { params: { path: { subscription_id } } })),
  });
}

export function useChangeSubscription() {
  return useChanging(({ row, change }: { row: Subscription; change: SubscriptionChange }) =>
    take<Subscription>(
      api.PATCH("/api/v1/subscriptions/{subscription_id}", { params: { path: { subscription_id: row.id } }, headers: ifMatch(row), body: change }),
    ),
  );
}

export function useEndSubscription() {
  return useChanging((row: Subscription) =>
    take(api.DELETE("/api/v1/subscriptions/{subscription_id}", { params: { path: { subscription_id: row.id } }, headers: ifMatch(row) })),
  );
}

function useChanging<In, Out>(mutationFn: (input: In) => Promise<Out>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ["subscriptions"] });
      void client.invalidateQueries({ queryKey: ["cameras"] });
    },
  });
}

/** The algorithms that can be subscribed. */
export function useGoods() {
  const { data } = useQuery({
    queryKey: ["algorithms", "goods"],
    queryFn: () => take(api.GET("/api/v1/algorithms", { params: { query: { limit: 200 } } })),
  });
  return data?.items ?? [];
}

/** The versions of an algorithm that can be run, and what its aliases mean. */
export function useVersions(algorithm_id: string | undefined) {
  const { data } = useQuery({
    queryKey: ["algorithms", "one", algorithm_id],
    enabled: algorithm_id !== undefined,
    queryFn: () => take(api.GET("/api/v1/algorithms/{algorithm_id}", { params: { path: { algorithm_id: algorithm_id ?? "" } } })),
  });
  return data;
}
