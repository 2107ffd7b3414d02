/** Organizations as the tree they are. */
export type Kind = "operator" | "city" | "district" | "department" | "unit" | "vendor";
export type TreeRow = { id: string; parent_id: string | null; kind: string };
export type Branch<R extends TreeRow> = { id: string; row: R; level: number; children: number; below: number };

/** Which kinds may stand below which; the server decides, the form only offers. */
const BELOW: Record<Kind, readonly Kind[]> = {
  operator: ["city", "vendor"],
  city: ["district", "department", "unit"],
  district: ["department", "unit"],
  department: ["unit"],
  unit: [],
  vendor: [],
};
export const KINDS = Object.keys(BELOW) as Kind[];

export function isKind(kind: string): kind is Kind {
  return kind in BELOW;
}

export function kindsBelow(kind: string): readonly Kind[] {
  return isKind(kind) ? BELOW[kind] : [];
}

/** Rows by their parent; whoever's parent is out of sight stands at the top, under `null`. */
export function childrenOf<R extends TreeRow>(rows: readonly R[]): ReadonlyMap<string | null, readonly R[]> {
  const known = new Set(rows.map((row) => row.id));
  const found = new Map<string | null, R[]>();
  for (const row of rows) {
    const parent = row.parent_id !== null && known.has(row.parent_id) ? row.parent_id : null;
    found.set(parent, [...(found.get(parent) ?? []), row]);
  }
  return found;
}

/** The tree as lines, parents before their children, by kind and then by name. */
export function branches<R extends TreeRow>(rows: readonly R[], nameOf: (row: R) => string, language: string): Branch<R>[] {
  const byName = new Intl.Collator(language, { numeric: true });
  const rank = (row: R) => (isKind(row.kind) ? KINDS.indexOf(row.kind) : KINDS.length);
  const children = childrenOf(rows);
  const lines: Branch<R>[] = [];
  const walk = (parent: string | null, level: number) => {
    const sorted = [...(children.get(parent) ?? [])].sort((a, b) => rank(a) - rank(b) || byName.compare(nameOf(a), nameOf(b)));
    for (const row of sorted) {
      const line: Branch<R> = { id: row.id, row, level, children: children.get(row.id)?.length ?? 0, below: 0 };
      lines.push(line);
      const before = lines.length;
      walk(row.id, level + 1);
      line.below = lines.length - before;
    }
  };
  walk(null, 0);
  return lines;
}

/** The lines that are not inside a folded one. */
export function unfolded<R extends TreeRow>(lines: readonly Branch<R>[], folded: ReadonlySet<string>): Branch<R>[] {
  const shown: Branch<R>[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at];
    if (line === undefined) break;
    shown.push(line);
    if (folded.has(line.id)) at += line.below;
  }
  return shown;
}

/** The lines that match, with all above them, so that one sees where they stand. */
export function matching<R extends TreeRow>(lines: readonly Branch<R>[], matches: (row: R) => boolean): Branch<R>[] {
  const kept = new Set<string>();
  const byId = new Map(lines.map((line) => [line.id, line]));
  for (const line of lines) {
    if (!matches(line.row)) continue;
    for (let each: Branch<R> | undefined = line; each !== undefined && !kept.has(each.id); ) {
      kept.add(each.id);
      each = each.row.parent_id === null ? undefined : byId.get(each.row.parent_id);
    }
  }
  return lines.filter((line) => kept.has(line.id));
}

/** An organization and all above it that one may see, from the top down. */
export function pathOf<R extends TreeRow>(rows: ReadonlyMap<string, R>, id: string): R[] {
  const path: R[] = [];
  for (let each = rows.get(id); each !== undefined; each = each.parent_id === null ? undefined : rows.get(each.parent_id)) path.unshift(each);
  return path;
}
