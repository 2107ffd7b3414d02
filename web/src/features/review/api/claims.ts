/** Claiming from the queue, keeping claims, and letting them go. */
import { api, take } from "@/api/client";
import type { Taken } from "@/api/types";
import { type DeskFilters, wantedOf } from "@/features/review/api/filters";

/** Claim the next free events; fewer than wanted where no more are left. */
export function claimNext(filters: DeskFilters, count: number): Promise<Taken[]> {
  return take(api.POST("/api/v1/review/claims", { body: { ...wantedOf(filters), count } }));
}

/** Claim a certain event; where somebody else is at it, the problem thrown says who. */
export async function claimOne(event_id: string): Promise<Taken | undefined> {
  const [one] = await take<Taken[]>(api.POST("/api/v1/review/claims", { body: { event_id } }));
  return one;
}

export function keepClaims(claim_ids: string[]) {
  return take(api.POST("/api/v1/review/claims/renewals", { body: { claim_ids } }));
}

/** Let events go, even while the page is being left; a claim that cannot be let go ends by itself. */
export function releaseAll(held: readonly Taken[]): void {
  for (const { claim } of held) {
    const gone = api.DELETE("/api/v1/review/claims/{claim_id}", { params: { path: { claim_id: claim.id } }, keepalive: true });
    gone.catch(() => undefined);
  }
}
