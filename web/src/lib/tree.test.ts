import { expect, test } from "vitest";
import { branches, kindsBelow, matching, pathOf, type TreeRow, unfolded } from "@/lib/tree";

type Row = TreeRow & { name: string };
const row = (id: string, parent_id: string | null, kind: string, name = id): Row => ({ id, parent_id, kind, name });
const CITY = [
  row("vendor", "root", "vendor"),
  row("root", null, "operator"),
  row("d10", "city", "district", "District 10"),
  row("d2", "city", "district", "District 2"),
  row("city", "root", "city"),
  row("unit", "d2", "unit"),
];
const lines = () => branches(CITY, ({ name }) => name, "en");
const shape = (all: { id: string; level: number }[]) => all.map(({ id, level }) => `${"-".repeat(level)}${id}`);

test("parents come before their children, kinds in their order, names as people count", () => {
  expect(shape(lines())).toEqual(["root", "-city", "--d2", "---unit", "--d10", "-vendor"]);
});

test("each line knows how many stand directly and at all below it", () => {
  expect(lines().map(({ children, below }) => [children, below])).toEqual([[2, 5], [2, 3], [1, 1], [0, 0], [0, 0], [0, 0]]);
});

test("whoever sees only a part of the tree sees that part at the top", () => {
  expect(shape(branches(CITY.filter(({ id }) => id !== "root" && id !== "vendor"), ({ name }) => name, "en"))).toEqual(["city", "-d2", "--unit", "-d10"]);
});

test("folding hides everything below, also what is folded itself", () => {
  expect(shape(unfolded(lines(), new Set(["city", "d2"])))).toEqual(["root", "-city", "-vendor"]);
});

test("a search keeps the way to what it finds", () => {
  expect(shape(matching(lines(), ({ name }) => name === "unit"))).toEqual(["root", "-city", "--d2", "---unit"]);
});

test("the way to an organization begins at the top that one may see", () => {
  expect(pathOf(new Map(CITY.map((each) => [each.id, each])), "unit").map(({ id }) => id)).toEqual(["root", "city", "d2", "unit"]);
  expect(pathOf(new Map<string, Row>(), "unit")).toEqual([]);
});

test("a form offers only the kinds that fit below", () => {
  expect(kindsBelow("operator")).toEqual(["city", "vendor"]);
  expect(kindsBelow("vendor")).toEqual([]);
  expect(kindsBelow("something new")).toEqual([]);
});
