import { expect, test } from "vitest";
import { closenessOf, shareOf } from "@/lib/usage";

test("80 % is near and 100 % is full", () => {
  expect([79, 80, 99, 100, 120].map((used) => closenessOf(used, 100))).toEqual(["free", "near", "near", "full", "full"]);
});

test("where nothing is allowed, everything is too much", () => {
  expect(closenessOf(0, 0)).toBe("full");
  expect(shareOf(1, 0)).toBe(Number.POSITIVE_INFINITY);
});
