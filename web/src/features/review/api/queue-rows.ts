/** How the queue on screen takes in what the server says stands at its head, or has changed. Nothing here fetches. */
import type { Event, Page } from "@/api/types";
import type { DeskFilters } from "@/features/review/api/filters";
import { flat, indexOf, type Pages, placeRows, replaceRows, type Row } from "@/lib/live-pages";
import { byTime } from "@/lib/time";

type Facts = Pick<Event, "wants" | "severity" | "event_type" | "escalated_at"> & { camera: { id: string }; algorithm: { id: string } | null };
type Ranked = Facts & Row & Pick<Event, "rank_at">;

/** Whether an event waits in the queue looked at; undefined where only the server knows: whose it is, or where. */
export function waits(event: Facts, filters: DeskFilters): boolean | undefined {
  const meets =
    event.wants !== null &&
    (filters.mode === "all" ? event.wants !== "check" : event.wants === filters.mode) &&
    (filters.severity === null || event.severity === filters.severity) &&
    (filters.type === null || event.event_type === filters.type) &&
    (filters.algorithm === null || event.algorithm?.id === filters.algorithm) &&
    (filters.camera === null || event.camera.id === filters.camera) &&
    (!filters.escalated || event.escalated_at !== null);
  return meets && (filters.owner !== null || filters.region !== null) ? undefined : meets;
}

function urgent(one: Ranked, other: Ranked): boolean {
  const order = byTime(one.rank_at, other.rank_at);
  return order < 0 || (order === 0 && one.id < other.id);
}

/** The queue after some events changed; undefined where it has to be read again to know. */
export function withChanged<R extends Ranked>(data: Pages<R>, rows: readonly R[], filters: DeskFilters): Pages<R> | undefined {
  const known = indexOf(flat(data));
  const unsure = rows.some((row) => !known.has(row.id) && waits(row, filters) === undefined);
  if (unsure) return undefined;
  const gone = new Set(rows.filter((row) => waits(row, filters) === false).map(({ id }) => id));
  const here = rows.filter(({ id }) => !gone.has(id));
  return placeRows(replaceRows(withoutRows(data, gone), here), here, urgent);
}

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
