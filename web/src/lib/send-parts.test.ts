import { expect, test } from "vitest";
import type { PackageUpload } from "@/api/types";
import { resumable } from "@/features/packages/api/packages";

const half: PackageUpload = {
  id: "1",
  owner_id: "2",
  filename: "fire.zip",
  size: 100,
  received: 40,
  sha256: null,
  state: "receiving",
  report: null,
  failure: null,
  version_id: null,
  created_at: "2026-11-26T08:00:00Z",
  finished_at: null,
};

test("the same file again goes on where it broke off", () => {
  expect(resumable([half], { name: "fire.zip", size: 100 })).toBe(half);
});

test("another file, or one that is whole, begins anew", () => {
  expect(resumable([half], { name: "fire.zip", size: 101 })).toBeUndefined();
  expect(resumable([{ ...half, state: "queued" }], { name: "fire.zip", size: 100 })).toBeUndefined();
});
