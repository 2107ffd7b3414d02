/** How the queue on screen takes in what the server says stands at its head. Nothing here fetches. */
import type { Page } from "@/api/types";
import { flat, indexOf, type Pages, type Row } from "@/lib/live-pages";

/** The queue with a newer head before what is known to stand behind it. */
export function withHead<R extends Row>(data: Pages<R>, head: Page<R>): Pages<R> {
  const known = flat(data);
  const index = indexOf(known);
  const told = new Set(head.items.map(({ id }) => id));
  const last = Math.max(-1, ...head.items.map(({ id }) => index.get(id) ?? -1));
  const apart = last < 0 && head.next_cursor !== null;
  const rest = apart || head.next_cursor === null ? [] : known.slice(last + 1).filter(({ id }) => !told.has(id));
  const next_cursor = rest.length === 0 ? head.next_cursor : (data.pages.at(-1)?.next_cursor ?? null);
  return { pages: [{ ...head, items: [...head.items, ...rest], next_cursor }], pageParams: [null] };
}

/** How many of the head's rows are not on screen yet. */
export function newIn<R extends Row>(data: Pages<R>, head: Page<R>): number {
  const known = indexOf(flat(data));
  return head.items.filter(({ id }) => !known.has(id)).length;
}

/** The queue without some rows. */
export function withoutRows<R extends Row>(data: Pages<R>, ids: ReadonlySet<string>): Pages<R> {
  const pages = data.pages.map((page) => {
    const items = page.items.filter(({ id }) => !ids.has(id));
    return items.length === page.items.length ? page : { ...page, items };
  });
  const gone = flat(data).length - pages.reduce((sum, { items }) => sum + items.length, 0);
  return gone === 0 ? data : { ...data, pages: pages.map((page) => ({ ...page, count: Math.max(0, page.count - gone) })) };
}
