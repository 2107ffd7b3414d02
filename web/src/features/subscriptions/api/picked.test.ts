import { expect, test } from "vitest";
import { atMost, handedOver, has, NOTHING, toggled, withFilter, without } from "@/features/subscriptions/api/picked";

test("a camera is picked and left again", () => {
  const one = toggled(NOTHING, "a");
  expect(one.ids).toEqual(["a"]);
  expect(toggled(one, "a")).toEqual(NOTHING);
});

test("a filter is picked once, however its fields are ordered, and counted anew", () => {
  const first = withFilter(NOTHING, { tag: "重点", q: "路" }, 3);
  const again = withFilter(first, { q: "路", tag: "重点" }, 4);
  expect(again.filtered.map(({ count }) => count)).toEqual([4]);
  expect(has(again, { tag: "重点", q: "路" })).toBe(true);
  expect(without(again, { tag: "重点", q: "路" })).toEqual(NOTHING);
});

test("what is picked is counted, and another page hands it over", () => {
  expect(atMost(withFilter(toggled(NOTHING, "a"), { tag: "x" }, 300))).toBe(301);
  expect(handedOver({ ids: ["a"], filter: { tag: "x" }, count: 2 })).toEqual({ ids: ["a"], filtered: [{ filter: { tag: "x" }, count: 2 }] });
  expect(handedOver(null)).toEqual(NOTHING);
});

test("no more filters are picked than one request takes", () => {
  const many = Array.from({ length: 25 }, (_, n) => `t${n}`).reduce((before, tag) => withFilter(before, { tag }, 1), NOTHING);
  expect(many.filtered).toHaveLength(20);
});
