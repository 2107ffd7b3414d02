import { expect, test } from "vitest";
import type { Page } from "@/api/types";
import { newIn, withHead, withoutRows } from "@/features/review/api/queue-rows";
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
