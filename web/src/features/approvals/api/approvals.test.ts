import { expect, test } from "vitest";
import type { Approval, Me } from "@/api/types";
import { asksOf, lapsed, standingOf } from "@/features/approvals/api/approvals";

const security = { user: { id: "s", roles: ["security"] }, actions: ["approval.read", "approval.vote"] } as unknown as Me;
const subscriber = { ...security, user: { id: "o", roles: ["subscriber", "viewer"] } } as unknown as Me;
const approval = (change: Partial<Approval>) =>
  ({ state: "waiting", requested_by: { id: "x" }, votes: [], missing: ["security", "system"], missing_owners: [], ...change }) as unknown as Approval;
const owner = (yours: boolean) => ({ id: "a", name_zh: "道路局", name_en: "Roads", yours });
const said = (id: string, role: string, vote = "approve") => ({ user: { id }, role, vote, organization: role === "subscriber" ? owner(false) : null }) as never;

test("an administrator whose vote is missing votes", () => {
  expect(standingOf(approval({}), security)).toBe("votes");
});

test("nobody votes twice, for somebody else's role, or on what he asked for himself", () => {
  expect(standingOf(approval({ votes: [said("s", "security")], missing: ["system"] }), security)).toBe("voted");
  expect(standingOf(approval({ votes: [said("t", "security")], missing: ["system"] }), security)).toBe("role_voted");
  expect(standingOf(approval({ requested_by: { id: "s" } as never }), security)).toBe("own");
});

test("what is decided stays decided, and a vendor only reads", () => {
  expect(standingOf(approval({ state: "approved" }), security)).toBe("decided");
  expect(standingOf(approval({}), { ...security, actions: ["approval.read"] })).toBe("reads");
});

test("a subscriber votes for owners that are his, an administrator not for owners", () => {
  expect(standingOf(approval({ missing: [], missing_owners: [owner(false), owner(true)] }), subscriber)).toBe("votes");
  expect(standingOf(approval({ missing: [], missing_owners: [owner(false)] }), subscriber)).toBe("reads");
  expect(standingOf(approval({}), subscriber)).toBe("reads");
  expect(standingOf(approval({ missing: [], missing_owners: [owner(true)] }), security)).toBe("reads");
});

test("it says whom a request asks, also once they have spoken", () => {
  expect(asksOf(approval({}))).toBe("administrators");
  expect(asksOf(approval({ missing: [], missing_owners: [owner(false)] }))).toBe("owners");
  expect(asksOf(approval({ missing_owners: [owner(false)] }))).toBe("both");
  expect(asksOf(approval({ missing: [], votes: [said("o", "subscriber")] }))).toBe("owners");
});

test("what nobody rejected lapsed", () => {
  expect(lapsed(approval({ state: "rejected", votes: [said("o", "subscriber")] }))).toBe(true);
  expect(lapsed(approval({ state: "rejected", votes: [said("o", "subscriber", "reject")] }))).toBe(false);
  expect(lapsed(approval({}))).toBe(false);
});
