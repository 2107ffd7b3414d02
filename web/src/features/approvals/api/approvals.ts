/** What waits for the word of others, giving it, and taking a request back. */
import { useQuery } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { Approval, ApprovalDetail, Me, Page, VoteNew } from "@/api/types";
import { useChanging } from "@/lib/changing";
import { useLiveList } from "@/lib/live-list";
import { ORGANIZATIONS } from "@/lib/organizations";

export const STATES = ["waiting", "approved", "rejected", "withdrawn"] as const;
export type ApprovalState = (typeof STATES)[number];
const APPROVALS = ["approvals"];
/** What may have followed from a decision. */
const FOLLOWS = [APPROVALS, ORGANIZATIONS, ["algorithms"], ["subscriptions"]];

export function useApprovalList(state: ApprovalState | null) {
  return useLiveList<Approval>({
    key: [...APPROVALS, "list", state],
    topics: ["approval"],
    page: (cursor, signal) =>
      take<Page<Approval>>(
        api.GET("/api/v1/approvals", {
          params: { query: { limit: 100, ...(state !== null && { state }), ...(cursor !== null && { cursor }) } },
          ...(signal && { signal }),
        }),
      ),
    one: readApproval,
  });
}

function readApproval(approval_id: string): Promise<ApprovalDetail> {
  return take(api.GET("/api/v1/approvals/{approval_id}", { params: { path: { approval_id } } }));
}

export function useApproval(id: string) {
  return useQuery({ queryKey: [...APPROVALS, "one", id], queryFn: () => readApproval(id) });
}

export function useVote(approval: Approval) {
  return useChanging(FOLLOWS, (body: VoteNew) =>
    take<ApprovalDetail>(api.POST("/api/v1/approvals/{approval_id}/votes", { params: { path: { approval_id: approval.id } }, body })),
  );
}

export function useWithdraw(approval: Approval) {
  return useChanging([APPROVALS], (reason: string) =>
    take(api.POST("/api/v1/approvals/{approval_id}/withdrawal", { params: { path: { approval_id: approval.id } }, body: { reason } })),
  );
}

/** Whether the reader may vote now, and if not, why. */
export type Standing = "votes" | "decided" | "own" | "voted" | "role_voted" | "reads";

export function standingOf(approval: Approval, { user, actions }: Pick<Me, "user" | "actions">): Standing {
  if (approval.state !== "waiting") return "decided";
  if (!actions.includes("approval.vote")) return "reads";
  if (approval.requested_by?.id === user.id) return "own";
  if (user.roles.includes("subscriber")) return standingOfOwner(approval);
  if (approval.votes.some((vote) => vote.user.id === user.id)) return "voted";
  const { votes, missing } = approval;
  if (missing.some((role) => user.roles.includes(role))) return "votes";
  return votes.some(({ role }) => user.roles.includes(role)) ? "role_voted" : "reads";
}

/** A subscriber speaks for the owners that he is asked for, and reads what his own organization asks of others. */
function standingOfOwner({ missing_owners }: Approval): Standing {
  return missing_owners.some(({ yours }) => yours) ? "votes" : "reads";
}

/** Whom a request asks, or asked: administrators, owners, or both. */
export function asksOf({ votes, missing, missing_owners }: Approval): "administrators" | "owners" | "both" {
  const owners = missing_owners.length > 0 || votes.some(({ organization }) => organization !== null);
  const administrators = missing.length > 0 || votes.some(({ organization }) => organization === null);
  return owners ? (administrators ? "both" : "owners") : "administrators";
}

/** A request that ended by itself: what it was about is not shared any more. */
export function lapsed({ state, votes }: Approval): boolean {
  return state === "rejected" && votes.every(({ vote }) => vote !== "reject");
}
