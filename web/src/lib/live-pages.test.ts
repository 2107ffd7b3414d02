import { describe, expect, test } from "vitest";
import { changeRow, dropRow, flat, indexOf, type Pages, placeRows, prependRows, replaceRows, sift } from "@/lib/live-pages";

type Sample = { id: string; word: string };
const row = (id: string, word = id): Sample => ({ id, word });
const page = (items: Sample[], next_cursor: string | null = null) => ({ items, next_cursor, count: items.length, count_capped: false });
const list = (...pages: Sample[][]): Pages<Sample> => ({ pages: pages.map((items) => page(items)), pageParams: pages.map(() => null) });
const ids = (data: Pages<Sample>) => flat(data).map((each) => each.id).join("");

describe("a live list", () => {
  test("replaces rows where they stand", () => {
    const next = replaceRows(list([row("c"), row("b")], [row("a")]), [row("a", "new"), row("z")]);
    expect(flat(next).map((each) => each.word)).toEqual(["c", "b", "new"]);
  });

  test("stays the same object when nothing of it changed", () => {
    const before = list([row("a")]);
    expect(replaceRows(before, [row("z")])).toBe(before);
    expect(prependRows(before, [row("a")])).toBe(before);
  });

  test("leaves untouched pages as they were", () => {
    const before = list([row("c")], [row("a")]);
    expect(replaceRows(before, [row("c", "new")]).pages[1]).toBe(before.pages[1]);
  });

  test("grows at the top without doubling", () => {
    const next = prependRows(list([row("b")], [row("a")]), [row("d"), row("c"), row("b")]);
    expect(ids(next)).toBe("dcba");
    expect(next.pages[0]?.count).toBe(3);
  });

  test("takes new rows in where they belong, and counts them", () => {
    const before = (one: Sample, other: Sample) => one.word > other.word;
    const next = placeRows(list([row("g"), row("e")], [row("c")]), [row("f"), row("a"), row("h"), row("e")], before);
    expect(ids(next)).toBe("hgfeca");
    expect(next.pages[0]?.count).toBe(5);
  });

  test("leaves a row that belongs behind its loaded end to the page that brings it", () => {
    const before = (one: Sample, other: Sample) => one.word > other.word;
    const known: Pages<Sample> = { pages: [page([row("c"), row("b")], "next")], pageParams: [null] };
    expect(placeRows(known, [row("a")], before)).toBe(known);
  });

  test("changes one row by a function", () => {
    expect(flat(changeRow(list([row("a")]), "a", () => row("a", "x")))[0]?.word).toBe("x");
  });

  test("drops a row", () => {
    expect(ids(dropRow(list([row("b")], [row("a")]), "b"))).toBe("a");
  });

  test("knows where its rows stand", () => {
    expect(indexOf(flat(list([row("b")], [row("a")]))).get("a")).toBe(1);
  });
});

describe("a head page", () => {
  const known = indexOf([row("b"), row("a")]);

  test("is split into new and known rows", () => {
    const told = sift(known, page([row("c"), row("b")], "next"));
    expect(told.fresh.map((each) => each.id)).toEqual(["c"]);
    expect(told.known.map((each) => each.id)).toEqual(["b"]);
    expect(told.gap).toBe(false);
  });

  test("that shares nothing with the list leaves a gap", () => {
    expect(sift(known, page([row("z"), row("y")], "next")).gap).toBe(true);
  });

  test("leaves no gap when it is the whole list", () => {
    expect(sift(known, page([row("z")])).gap).toBe(false);
  });
});
