import { expect, test } from "vitest";
import type { Page } from "@/api/types";
import { newIn, waits, withChanged, withHead, withoutRows } from "@/features/review/api/queue-rows";
import { type DeskFilters, readDesk } from "@/features/review/api/filters";
import { flat, type Pages, type Row } from "@/lib/live-pages";

const page = (ids: string, next_cursor: string | null): Page<Row> => ({
  items: Array.from(ids, (id) => ({ id })),
  next_cursor,
  count: 100,
  count_capped: false,
});
const pages = (...all: Page<Row>[]): Pages<Row> => ({ pages: all, pageParams: all.map((_, index) => (index === 0 ? null : `c${index}`)) });
const ids = (data: Pages<Row>) => flat(data).map(({ id }) => id).join("");

test("a newer head takes judged rows away and puts urgent ones where they belong", () => {
  const known = pages(page("abcd", "c1"), page("efgh", "c2"));
  const after = withHead(known, page("aXcd", "n1"));
  expect(ids(after)).toBe("aXcdefgh");
  expect(after.pages.at(-1)?.next_cursor).toBe("c2");
});

test("a row that moved up into the head is not shown twice", () => {
  expect(ids(withHead(pages(page("abcd", "c1"), page("efgh", "c2")), page("cdef", "n1")))).toBe("cdefgh");
});

test("a head that meets nothing known replaces all of it", () => {
  const after = withHead(pages(page("abcd", "c1")), page("wxyz", "n1"));
  expect(ids(after)).toBe("wxyz");
  expect(after.pages[0]?.next_cursor).toBe("n1");
});

test("a head with nothing behind it is the whole queue", () => {
  expect(ids(withHead(pages(page("abcd", "c1"), page("efgh", null)), page("ah", null)))).toBe("ah");
});

test("new rows are those not on screen", () => {
  expect(newIn(pages(page("abcd", "c1")), page("aXbY", "n1"))).toBe(2);
});

test("rows that are gone are counted no more", () => {
  const known = pages(page("abcd", "c1"), page("ef", null));
  const after = withoutRows(known, new Set(["b", "e"]));
  expect(ids(after)).toBe("acdf");
  expect(after.pages.map(({ count }) => count)).toEqual([98, 98]);
  expect(withoutRows(known, new Set(["z"]))).toBe(known);
});

const everything = readDesk(new URLSearchParams());
const event = (id: string, change: object = {}) => ({
  id,
  rank_at: `2026-11-26T08:00:0${id.charCodeAt(0) - 97}.5Z`,
  wants: "verdict" as "verdict" | "opinion" | "check" | null,
  severity: "minor" as const,
  event_type: "fire.smoke",
  escalated_at: null,
  camera: { id: "k" },
  algorithm: { id: "m" },
  ...change,
});
const queue = (word: string, next_cursor: string | null) => ({
  pages: [{ items: Array.from(word, (id) => event(id)), next_cursor, count: 100, count_capped: false }],
  pageParams: [null],
});
const shown = (data: { pages: { items: { id: string }[] }[] } | undefined) => data?.pages.flatMap(({ items }) => items.map(({ id }) => id)).join("");

test("what is decided leaves the queue, what is raised takes its place by rank", () => {
  const after = withChanged(queue("acd", "c1"), [event("a", { wants: null }), event("b"), event("i")], everything);
  expect(shown(after)).toBe("bcd");
  expect(after?.pages[0]?.count).toBe(100);
});

test("what waits with another's claim on it is shown so where it stands", () => {
  const after = withChanged(queue("ac", null), [event("c", { severity: "critical" })], everything);
  expect(after?.pages[0]?.items[1]?.severity).toBe("critical");
});

test("an event that does not meet the filters does not come in", () => {
  const only = (change: Partial<DeskFilters>) => waits(event("a"), { ...everything, ...change });
  expect(only({})).toBe(true);
  expect(only({ severity: "critical" })).toBe(false);
  expect(only({ mode: "opinion" })).toBe(false);
  expect(only({ type: "water.logging" })).toBe(false);
  expect(only({ camera: "other" })).toBe(false);
  expect(only({ algorithm: "other" })).toBe(false);
  expect(only({ escalated: true })).toBe(false);
  expect(waits(event("a", { wants: "check" }), everything)).toBe(false);
});

test("where only the server knows what belongs, the queue is read again; what is known is changed at once", () => {
  const district = { ...everything, owner: "o" };
  expect(withChanged(queue("ac", null), [event("b")], district)).toBeUndefined();
  expect(shown(withChanged(queue("ac", null), [event("a", { wants: null })], district))).toBe("c");
});
