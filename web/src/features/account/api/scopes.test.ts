import { expect, test } from "vitest";
import type { RoleGrants } from "@/api/types";
import { offersOf } from "@/features/account/api/scopes";

const grant = (action: string, by_hand = false) => ({ action, title_zh: action, title_en: action, by_hand });
const ROLES = [
  { role: "viewer", actions: [grant("event.read"), grant("token.create", true)] },
  { role: "dispatcher", actions: [grant("event.judge"), grant("event.read"), grant("case.read"), grant("token.create", true)] },
] as unknown as RoleGrants[];

test("a token is offered what its maker may do, reading first, and nothing that takes a session", () => {
  const offers = offersOf({ actions: ["event.judge", "event.read", "token.create"] }, ROLES);
  expect(offers.map(({ family, rows }) => [family, rows.map(({ action }) => action)])).toEqual([["events", ["event.read", "event.judge"]]]);
});
