/** What a change made of what was there before, field by field. */
export type Values = Record<string, unknown> | null;
export type Difference = { field: string; kind: "changed" | "added" | "removed" | "same"; before: unknown; after: unknown };

/** The fields of both sides, nested ones as `outer.inner`: what differs first, each side in its own order. */
export function difference(before: Values, after: Values): Difference[] {
  const [old, now] = [flatten(before ?? {}), flatten(after ?? {})];
  const whole = before === null || after === null;
  const found = [...new Set([...old.keys(), ...now.keys()])].map((field): Difference => {
    const sides = { field, before: old.get(field), after: now.get(field) };
    if (!old.has(field)) return { ...sides, kind: "added" };
    if (!now.has(field)) return { ...sides, kind: whole ? "removed" : "same", after: whole ? undefined : sides.before };
    return { ...sides, kind: same(sides.before, sides.after) ? "same" : "changed" };
  });
  return [...found.filter(({ kind }) => kind !== "same"), ...found.filter(({ kind }) => kind === "same")];
}

/** What a list gained and lost; nothing where one of the two is no list. */
export function listChange(before: unknown, after: unknown): { gone: unknown[]; kept: unknown[]; come: unknown[] } | null {
  if (!Array.isArray(before) || !Array.isArray(after)) return null;
  const [old, now] = [before as unknown[], after as unknown[]];
  const has = (list: unknown[], value: unknown) => list.some((each) => same(each, value));
  return { gone: old.filter((each) => !has(now, each)), kept: now.filter((each) => has(old, each)), come: now.filter((each) => !has(old, each)) };
}

function flatten(values: Record<string, unknown>, path = ""): Map<string, unknown> {
  const flat = new Map<string, unknown>();
  for (const [name, value] of Object.entries(values)) {
    if (isRecord(value) && Object.keys(value).length > 0) {
      for (const [inner, deep] of flatten(value, `${path}${name}.`)) flat.set(inner, deep);
    } else flat.set(`${path}${name}`, value);
  }
  return flat;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
