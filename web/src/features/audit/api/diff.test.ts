import { expect, test } from "vitest";
import { difference, listChange } from "@/features/audit/api/diff";

const told = (before: Record<string, unknown> | null, after: Record<string, unknown> | null) => difference(before, after).map(({ field, kind }) => `${field} ${kind}`);

test("what changed stands before what stayed", () => {
  expect(told({ login: "li", enabled: true, roles: ["viewer"] }, { login: "li", enabled: false, roles: ["viewer", "handler"] })).toEqual([
    "enabled changed",
    "roles changed",
    "login same",
  ]);
});

test("a new object adds its fields, a deleted one loses them", () => {
  expect(told(null, { name: "x" })).toEqual(["name added"]);
  expect(told({ name: "x" }, null)).toEqual(["name removed"]);
});

test("what a change did not mention stayed as it was", () => {
  expect(difference({ name: "x", state: "active" }, { state: "suspended" })).toEqual([
    { field: "state", kind: "changed", before: "active", after: "suspended" },
    { field: "name", kind: "same", before: "x", after: "x" },
  ]);
});

test("nested values are compared where they differ", () => {
  expect(told({ thresholds: { fire: 0.4, smoke: 0.5 } }, { thresholds: { fire: 0.6, smoke: 0.5 } })).toEqual(["thresholds.fire changed", "thresholds.smoke same"]);
});

test("the same empty or listed value is no change", () => {
  expect(told({ a: {}, b: [], c: null }, { a: {}, b: [], c: null })).toEqual(["a same", "b same", "c same"]);
});

test("a list tells what it gained and lost", () => {
  expect(listChange(["a", "b"], ["b", "c"])).toEqual({ gone: ["a"], kept: ["b"], come: ["c"] });
  expect(listChange("a", ["a"])).toBeNull();
});
