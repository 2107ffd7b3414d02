import { expect, test } from "vitest";
import { resumable } from "@/lib/send-parts";

const half = { id: "1", filename: "fire.zip", size: 100, received: 40, state: "receiving" };

test("the same file again goes on where it broke off", () => {
  expect(resumable([half], { name: "fire.zip", size: 100 })).toBe(half);
});

test("another file, or one that is whole, begins anew", () => {
  expect(resumable([half], { name: "fire.zip", size: 101 })).toBeUndefined();
  expect(resumable([{ ...half, state: "queued" }], { name: "fire.zip", size: 100 })).toBeUndefined();
});
