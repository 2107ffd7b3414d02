/** How much organizations may have, and have. */
import { useQuery } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { Quota, Quotas } from "@/api/types";
import { shareOf } from "@/lib/usage";

export const QUOTAS = ["quotas"];

export function useQuotas(organization_id: string, enabled = true) {
  return useQuery({
    queryKey: [...QUOTAS, "of", organization_id],
    queryFn: () => take<Quotas>(api.GET("/api/v1/organizations/{organization_id}/quotas", { params: { path: { organization_id } } })),
    enabled,
  });
}

/** How close a quota is to its limit; what is not counted is never close. */
export function quotaShare({ used, limit }: Quota): number {
  return used === null ? 0 : shareOf(used, limit);
}

/** Organizations by their closest quota, the fullest first. */
export function byCloseness(all: readonly Quotas[]): Quotas[] {
  const closest = ({ quotas }: Quotas) => Math.max(0, ...quotas.map(quotaShare));
  const used = ({ quotas }: Quotas) => Math.max(0, ...quotas.map((quota) => quota.used ?? 0));
  return [...all].sort((a, b) => compare(closest(b), closest(a)) || compare(used(b), used(a)));
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
