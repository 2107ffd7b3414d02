/** Pure changes to the pages of an infinite list that lives: nothing here fetches or renders. */
import type { InfiniteData } from "@tanstack/react-query";
import type { Page } from "@/api/types";

export type Row = { id: string };
export type Pages<R extends Row> = InfiniteData<Page<R>, string | null>;

const indexes = new WeakMap<object, ReadonlyMap<string, number>>();

/** Where each row stands, by id; computed once for each state of the list. */
export function indexOf(rows: readonly Row[]): ReadonlyMap<string, number> {
  let found = indexes.get(rows);
  if (found === undefined) {
    found = new Map(rows.map((row, index) => [row.id, index]));
    indexes.set(rows, found);
  }
  return found;
}

const flats = new WeakMap<object, readonly unknown[]>();

/** All rows of the list, in order. */
export function flat<R extends Row>(data: Pages<R> | undefined): readonly R[] {
  if (data === undefined) return [];
  let found = flats.get(data) as readonly R[] | undefined;
  if (found === undefined) {
    found = data.pages.flatMap((page) => page.items);
    flats.set(data, found);
  }
  return found;
}

/** The list with newer versions of rows it already has; the same object when it has none of them. */
export function replaceRows<R extends Row>(data: Pages<R>, rows: readonly R[]): Pages<R> {
  const newer = new Map(rows.map((row) => [row.id, row]));
  const pages = data.pages.map((page) => {
    if (!page.items.some((row) => newer.has(row.id))) return page;
    return { ...page, items: page.items.map((row) => newer.get(row.id) ?? row) };
  });
  return pages.some((page, index) => page !== data.pages[index]) ? { ...data, pages } : data;
}

/** Whether the first of two rows stands before the second. */
export type Before<R extends Row> = (one: R, other: R) => boolean;

/** The number of the page a new row belongs on; -1 where it stands behind what is loaded. */
export function pageOf<R extends Row>(data: Pages<R>, row: R, before: Before<R>): number {
  const end = data.pages.length - 1;
  return data.pages.findIndex(
    (page, index) => page.items.some((item) => before(row, item)) || (index === end && page.next_cursor === null),
  );
}

/** The list with new rows where they belong; what belongs behind its loaded end comes with its page. */
export function placeRows<R extends Row>(data: Pages<R>, rows: readonly R[], before: Before<R>): Pages<R> {
  const known = indexOf(flat(data));
  return rows.filter((row) => !known.has(row.id)).reduce((grown, row) => placed(grown, row, before), data);
}

function placed<R extends Row>(data: Pages<R>, row: R, before: Before<R>): Pages<R> {
  const on = pageOf(data, row, before);
  if (on < 0) return data;
  const pages = data.pages.map((page, index) => {
    if (index !== on) return page;
    const at = page.items.findIndex((item) => before(row, item));
    return { ...page, items: page.items.toSpliced(at < 0 ? page.items.length : at, 0, row) };
  });
  return { ...data, pages: pages.map((page, index) => (index === 0 ? { ...page, count: page.count + 1 } : page)) };
}

/** The list with one row changed in place. */
export function changeRow<R extends Row>(data: Pages<R>, id: string, change: (row: R) => R): Pages<R> {
  const row = flat(data).find((each) => each.id === id);
  return row === undefined ? data : replaceRows(data, [change(row)]);
}

/** The list with new rows before all others; rows it already has stay where they are. */
export function prependRows<R extends Row>(data: Pages<R>, rows: readonly R[]): Pages<R> {
  const known = indexOf(flat(data));
  const fresh = rows.filter((row) => !known.has(row.id));
  const [first, ...rest] = data.pages;
  if (fresh.length === 0 || first === undefined) return data;
  const grown = { ...first, items: [...fresh, ...first.items], count: first.count + fresh.length };
  return { ...data, pages: [grown, ...rest] };
}

/** The list without a row. */
export function dropRow<R extends Row>(data: Pages<R>, id: string): Pages<R> {
  const pages = data.pages.map((page) => {
    const items = page.items.filter((row) => row.id !== id);
    return items.length === page.items.length ? page : { ...page, items, count: page.count - 1 };
  });
  return { ...data, pages };
}

/** A head page split into what the list knows, what is new, and whether something lies between. */
export function sift<R extends Row>(known: ReadonlyMap<string, number>, head: Page<R>) {
  const fresh = head.items.filter((row) => !known.has(row.id));
  const gap = known.size > 0 && fresh.length === head.items.length && head.next_cursor !== null;
  return { fresh, known: head.items.filter((row) => known.has(row.id)), gap };
}
