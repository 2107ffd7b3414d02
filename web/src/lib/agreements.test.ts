import { expect, test } from "vitest";
import type { AlgorithmDetail } from "@/api/types";
import { isApproved, remoteOf, type RemoteUse } from "@/lib/agreements";

const near = { endpoint_id: "e1", revision: 2, host: "a.test", agreed: true, agreed_at: null, reason: null, may_agree: true } satisfies RemoteUse;
const far = { ...near, endpoint_id: null, revision: null, host: null, agreed: false } satisfies RemoteUse;
const algorithm = {
  aliases: [
    { name: "stable", version_id: "v1" },
    { name: "trial", version_id: "v2" },
  ],
  remotes: { v2: near, v3: far },
} as unknown as AlgorithmDetail;

test("where an alias leads is where its version is asked", () => {
  expect(remoteOf(algorithm, "stable")).toBeNull();
  expect(remoteOf(algorithm, "trial")).toBe(near);
});

test("a version that is pinned is asked at its own endpoint", () => {
  expect([remoteOf(algorithm, "v1"), remoteOf(algorithm, "v3")]).toEqual([null, far]);
});

test("nobody agrees to what security has not let in", () => {
  expect([isApproved(near), isApproved(far)]).toEqual([true, false]);
});
