/** What waits for two administrators, and voting on it. */
import { useQuery } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { Approval, ApprovalDetail, Me, Page, VoteNew } from "@/api/types";
import { useChanging } from "@/lib/changing";
import { useLiveList } from "@/lib/live-list";
import { ORGANIZATIONS } from "@/lib/organizations";

export const STATES = ["waiting", "approved", "rejected", "withdrawn"] as const;
export type ApprovalState = (typeof STATES)[number];
const APPROVALS = ["approvals"];

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
  return useChanging([APPROVALS, ORGANIZATIONS, ["algorithms"]], (body: VoteNew) =>
    take<ApprovalDetail>(api.POST("/api/v1/approvals/{approval_id}/votes", { params: { path: { approval_id: approval.id } }, body })),
  );
}

/** Whether the reader may vote now, and if not, why. */
export type Standing = "votes" | "decided" | "own" | "voted" | "role_voted" | "reads";

export function standingOf(approval: Approval, { user, actions }: Pick<Me, "user" | "actions">): Standing {
  if (approval.state !== "waiting") return "decided";
  if (!actions.includes("approval.vote")) return "reads";
  if (approval.votes.some((vote) => vote.user.id === user.id)) return "voted";
  if (approval.requested_by?.id === user.id) return "own";
  return approval.missing.some((role) => user.roles.includes(role)) ? "votes" : "role_voted";
}
