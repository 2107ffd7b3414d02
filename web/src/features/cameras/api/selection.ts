/** Which rows are ticked: some, or all that match whatever is loaded of them. */
export type Selection = { ids: ReadonlySet<string>; all: boolean; anchor: string | null };

export const NONE: Selection = { ids: new Set(), all: false, anchor: null };

export function isTicked({ ids, all }: Selection, id: string): boolean {
  return all || ids.has(id);
}

/** One row ticked or not; with `range` all between it and the row ticked before are alike. */
export function ticked(before: Selection, order: readonly string[], id: string, range: boolean): Selection {
  const on = !isTicked(before, id);
  const ids = new Set(before.all ? order : before.ids);
  for (const each of range ? between(order, before.anchor, id) : [id]) {
    if (on) ids.add(each);
    else ids.delete(each);
  }
  return { ids, all: false, anchor: id };
}

/** All rows that are loaded, or none of them where they were. */
export function tickedAll(before: Selection, order: readonly string[]): Selection {
  return before.all || order.every((id) => before.ids.has(id)) ? NONE : { ids: new Set([...before.ids, ...order]), all: false, anchor: null };
}

function between(order: readonly string[], one: string | null, other: string): readonly string[] {
  const [from, to] = [order.indexOf(one ?? other), order.indexOf(other)].sort((a, b) => a - b);
  return from === undefined || to === undefined || from < 0 ? [other] : order.slice(from, to + 1);
}
