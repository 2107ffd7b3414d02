/** With whom a camera is shared, and on which terms. */
import { useQuery } from "@tanstack/react-query";
import { api, ifMatch, take } from "@/api/client";
import type { Share } from "@/api/types";
import { useChanging } from "@/lib/changing";
import { useRefreshOn } from "@/lib/refresh";

export type Terms = Share["terms"];
export const TERMS: readonly Terms[] = ["subscribe", "consent", "see"];
const SHARES = ["shares"];
const MOST = 200;

export function useShares(object_id: string) {
  useRefreshOn(["share"], SHARES);
  const { data } = useQuery({
    queryKey: [...SHARES, object_id],
    queryFn: ({ signal }) => take(api.GET("/api/v1/shares", { params: { query: { object_id, limit: MOST } }, signal })),
  });
  return data?.items ?? [];
}

export function useChangeShare(share: Share) {
  return useChanging([SHARES, ["subscriptions"]], (terms: Terms) =>
    take<Share>(api.PATCH("/api/v1/shares/{share_id}", { params: { path: { share_id: share.id } }, headers: ifMatch(share), body: { terms } })),
  );
}

export function useEndShare(share: Share) {
  return useChanging([SHARES, ["subscriptions"]], () => take(api.DELETE("/api/v1/shares/{share_id}", { params: { path: { share_id: share.id } } })));
}
