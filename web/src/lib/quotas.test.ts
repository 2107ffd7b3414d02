import { expect, test } from "vitest";
import type { Quota, Quotas } from "@/api/types";
import { byCloseness, quotaShare } from "@/lib/quotas";

const quota = (used: number | null, limit: number) => ({ used, limit }) as Quota;
const of = (organization_id: string, ...quotas: Quota[]) => ({ organization_id, quotas }) as Quotas;

test("the fullest organization stands first, whatever it is full of", () => {
  const sorted = byCloseness([of("idle", quota(0, 10)), of("half", quota(5, 10)), of("full", quota(1, 100), quota(10, 10)), of("over", quota(3, 0))]);
  expect(sorted.map(({ organization_id }) => organization_id)).toEqual(["over", "full", "half", "idle"]);
});

test("what is not counted is never close", () => {
  expect(quotaShare(quota(null, 0))).toBe(0);
});
