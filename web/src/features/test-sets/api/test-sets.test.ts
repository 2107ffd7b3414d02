import { expect, test } from "vitest";
import type { TestSetUpload } from "@/api/types";
import { announced, pending } from "@/features/test-sets/api/test-sets";

test("what is announced says what the set covers", () => {
  const values = { name: "城区火情", covers: [{ event_type: "fire.flame", classes: ["fire", "flame"] }], scene: null };
  expect(announced(values, { name: "a.zip", size: 9 })).toEqual({
    filename: "a.zip",
    size: 9,
    name: "城区火情",
    covers: { "fire.flame": ["fire", "flame"] },
    scene: null,
    negative_hours: null,
  });
});

test("what became a set, or was taken back, needs nobody any more", () => {
  const states = ["receiving", "queued", "running", "passed", "refused", "failed", "cancelled"] as const;
  const rows = states.map((state) => ({ state }) as TestSetUpload);
  expect(pending(rows).map(({ state }) => state)).toEqual(["receiving", "queued", "running", "refused", "failed"]);
});
