import { expect, test } from "vitest";
import { isTicked, NONE, ticked, tickedAll } from "@/features/cameras/api/selection";

const ORDER = ["a", "b", "c", "d", "e"];
const ids = (selection: { ids: ReadonlySet<string> }) => [...selection.ids].sort();

test("a row is ticked and unticked", () => {
  const one = ticked(NONE, ORDER, "b", false);
  expect(ids(one)).toEqual(["b"]);
  expect(ids(ticked(one, ORDER, "b", false))).toEqual([]);
});

test("with shift all between two rows become like the second, in both directions", () => {
  const down = ticked(ticked(NONE, ORDER, "b", false), ORDER, "d", true);
  expect(ids(down)).toEqual(["b", "c", "d"]);
  expect(ids(ticked(down, ORDER, "b", true))).toEqual([]);
  expect(ids(ticked(ticked(NONE, ORDER, "e", false), ORDER, "d", true))).toEqual(["d", "e"]);
});

test("a range from a row that is gone is the row alone", () => {
  expect(ids(ticked({ ...NONE, anchor: "gone" }, ORDER, "c", true))).toEqual(["c"]);
});

test("who unticks one of all that match keeps the others on screen", () => {
  const all = { ...NONE, all: true };
  expect(isTicked(all, "z")).toBe(true);
  expect(ids(ticked(all, ORDER, "c", false))).toEqual(["a", "b", "d", "e"]);
});

test("the box above ticks what is loaded, and then nothing", () => {
  const all = tickedAll({ ...NONE, ids: new Set(["z"]) }, ORDER);
  expect(ids(all)).toEqual([...ORDER, "z"]);
  expect(tickedAll(all, ORDER)).toBe(NONE);
});
