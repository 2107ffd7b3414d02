/** The actions of the policy in families of objects, and in the order of the work. */
export const FAMILIES = {
  events: ["event", "evidence", "viewing", "case", "matter", "request", "delivery"],
  cameras: ["camera", "source", "share", "stream"],
  algorithms: ["algorithm", "version", "subscription", "scorecard", "statement", "disclosure", "auto_confirm", "remote_endpoint"],
  people: ["organization", "user", "role", "quota", "approval"],
  account: ["account", "session", "token"],
  system: ["sink", "calendar", "system", "audit"],
} as const;
export type Family = keyof typeof FAMILIES | "other";
export type Families<R> = { family: Family; rows: R[] }[];

const VERBS = ["read", "create", "update", "delete"];

export function familyOf(action: string): Family {
  const object = action.split(".")[0] ?? "";
  const found = Object.entries(FAMILIES).find(([, objects]) => (objects as readonly string[]).includes(object));
  return found === undefined ? "other" : (found[0] as Family);
}

/** The rows by the family of their action, in order; families with none are left out. */
export function byFamily<R extends { action: string }>(rows: readonly R[]): Families<R> {
  return [...(Object.keys(FAMILIES) as Family[]), "other" as const]
    .map((family) => ({ family, rows: rows.filter(({ action }) => familyOf(action) === family).sort(inOrder) }))
    .filter(({ rows: found }) => found.length > 0);
}

/** Within a family as its objects are listed, reading first. */
function inOrder(a: { action: string }, b: { action: string }): number {
  return rank(a.action) - rank(b.action) || a.action.localeCompare(b.action, "en");
}

function rank(action: string): number {
  const [object = "", verb = ""] = action.split(".");
  const objects: readonly string[] = Object.values(FAMILIES).flat();
  const place = objects.indexOf(object);
  const way = VERBS.indexOf(verb);
  return (place < 0 ? objects.length : place) * 10 + (way < 0 ? VERBS.length : way);
}
