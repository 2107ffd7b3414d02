/** The table of what each role may do, in families of objects. */
import type { RoleGrants } from "@/api/types";

export const FAMILIES = {
  events: ["event", "evidence", "viewing", "case", "delivery"],
  cameras: ["camera", "share", "stream"],
  algorithms: ["algorithm", "version", "subscription"],
  people: ["organization", "user", "role", "quota", "approval"],
  account: ["account", "session", "token"],
  system: ["sink", "system", "audit"],
} as const;
export type Family = keyof typeof FAMILIES | "other";
export type Grant = RoleGrants["actions"][number];
export type ActionRow = { action: string; title_zh: string; title_en: string; grants: ReadonlyMap<string, Grant> };

const VERBS = ["read", "create", "update", "delete"];

export function familyOf(action: string): Family {
  const object = action.split(".")[0] ?? "";
  const found = Object.entries(FAMILIES).find(([, objects]) => (objects as readonly string[]).includes(object));
  return found === undefined ? "other" : (found[0] as Family);
}

/** Every action once, with who may do it, by family; within one, as its objects are listed, reading first. */
export function matrixOf(roles: readonly RoleGrants[]): { family: Family; rows: ActionRow[] }[] {
  const rows = new Map<string, ActionRow & { grants: Map<string, Grant> }>();
  for (const { role, actions } of roles) {
    for (const grant of actions) {
      const { action, title_zh, title_en } = grant;
      const row = rows.get(action) ?? { action, title_zh, title_en, grants: new Map<string, Grant>() };
      row.grants.set(role, grant);
      rows.set(action, row);
    }
  }
  return [...(Object.keys(FAMILIES) as Family[]), "other" as const]
    .map((family) => ({ family, rows: [...rows.values()].filter(({ action }) => familyOf(action) === family).sort(inOrder) }))
    .filter(({ rows: found }) => found.length > 0);
}

function inOrder(a: ActionRow, b: ActionRow): number {
  return rank(a.action) - rank(b.action) || a.action.localeCompare(b.action, "en");
}

function rank(action: string): number {
  const [object = "", verb = ""] = action.split(".");
  const objects: readonly string[] = Object.values(FAMILIES).flat();
  const place = objects.indexOf(object);
  const way = VERBS.indexOf(verb);
  return (place < 0 ? objects.length : place) * 10 + (way < 0 ? VERBS.length : way);
}
