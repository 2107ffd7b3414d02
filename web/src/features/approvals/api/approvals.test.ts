import { expect, test } from "vitest";
import type { Approval, Me } from "@/api/types";
import { standingOf } from "@/features/approvals/api/approvals";

const security = { user: { id: "s", roles: ["security"] }, actions: ["approval.read", "approval.vote"] } as unknown as Me;
const approval = (change: Partial<Approval>) =>
  ({ state: "waiting", requested_by: { id: "x" }, votes: [], missing: ["security", "system"], ...change }) as unknown as Approval;

test("an administrator whose vote is missing votes", () => {
  expect(standingOf(approval({}), security)).toBe("votes");
});

test("nobody votes twice, for somebody else's role, or on what he asked for himself", () => {
  expect(standingOf(approval({ votes: [{ user: { id: "s" } }] as never, missing: ["system"] }), security)).toBe("voted");
  expect(standingOf(approval({ votes: [{ user: { id: "t" } }] as never, missing: ["system"] }), security)).toBe("role_voted");
  expect(standingOf(approval({ requested_by: { id: "s" } as never }), security)).toBe("own");
});

test("what is decided stays decided, and a vendor only reads", () => {
  expect(standingOf(approval({ state: "approved" }), security)).toBe("decided");
  expect(standingOf(approval({}), { ...security, actions: ["approval.read"] })).toBe("reads");
});
