import { expect, test } from "vitest";
import { askable, type Draft, faultOf } from "@/features/emergency/api/levels";

const rule: Draft = { kind: "waterlogging", measure: "depth_cm", at_least: 15, warning: "blue", response: null, grade: null };
const tells = { level_1: [], level_2: [], level_3: [], level_4: [] };

test("a rule needs a value and an answer", () => {
  expect(faultOf(rule)).toBeNull();
  expect(faultOf({ ...rule, at_least: null })).toBe("value");
  expect(faultOf({ ...rule, warning: null })).toBe("answer");
  expect(faultOf({ ...rule, at_least: 0, warning: null, grade: 4 })).toBeNull();
});

test("unfinished rules are not asked, and the others keep their places", () => {
  const { table, places } = askable([{ ...rule, at_least: null }, rule, { ...rule, warning: null }, rule], tells);
  expect(table.rules).toHaveLength(2);
  expect(places).toEqual([1, 3]);
});
