/** Which cameras somebody has picked: some one by one, and all that some filters find. Pure. */
import type { SubscriptionsNew } from "@/api/types";

export type CameraFilter = NonNullable<SubscriptionsNew["filters"]>[number];
export type Filtered = { filter: CameraFilter; count: number };
export type Picked = { ids: readonly string[]; filtered: readonly Filtered[] };

export const NOTHING: Picked = { ids: [], filtered: [] };
/** Cameras that are subscribed at once, and filters of one request. */
export const MOST = 5000;
const FILTERS_MAX = 20;

export function toggled(before: Picked, id: string): Picked {
  const ids = before.ids.includes(id) ? before.ids.filter((each) => each !== id) : [...before.ids, id];
  return { ...before, ids };
}

/** All that a filter finds, too; the same filter again only counts anew. */
export function withFilter(before: Picked, filter: CameraFilter, count: number): Picked {
  const others = without(before, filter).filtered;
  return others.length >= FILTERS_MAX ? before : { ...before, filtered: [...others, { filter, count }] };
}

export function without(before: Picked, filter: CameraFilter): Picked {
  return { ...before, filtered: before.filtered.filter((each) => keyOf(each.filter) !== keyOf(filter)) };
}

export function has(picked: Picked, filter: CameraFilter): boolean {
  return picked.filtered.some((each) => keyOf(each.filter) === keyOf(filter));
}

/** How many at most: what several filters find is counted more than once. */
export function atMost({ ids, filtered }: Picked): number {
  return ids.length + filtered.reduce((sum, { count }) => sum + count, 0);
}

/** What another page hands over when it sends the reader here. */
export function handedOver(state: unknown): Picked {
  const { ids, filter, count } = (state ?? {}) as { ids?: string[]; filter?: CameraFilter; count?: number };
  return { ids: ids ?? [], filtered: filter === undefined ? [] : [{ filter, count: count ?? 0 }] };
}

export function keyOf(filter: CameraFilter): string {
  return JSON.stringify(Object.entries(filter).filter(([, value]) => value !== null).sort());
}
