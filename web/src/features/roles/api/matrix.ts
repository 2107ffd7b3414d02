/** The table of what each role may do, in families of objects. */
import type { RoleGrants } from "@/api/types";
import { byFamily, type Families } from "@/lib/actions";

export type Grant = RoleGrants["actions"][number];
export type ActionRow = { action: string; title_zh: string; title_en: string; grants: ReadonlyMap<string, Grant> };

/** Every action once, with who may do it, by family; within one, in the order of the work. */
export function matrixOf(roles: readonly RoleGrants[]): Families<ActionRow> {
  const rows = new Map<string, ActionRow & { grants: Map<string, Grant> }>();
  for (const { role, actions } of roles) {
    for (const grant of actions) {
      const { action, title_zh, title_en } = grant;
      const row = rows.get(action) ?? { action, title_zh, title_en, grants: new Map<string, Grant>() };
      row.grants.set(role, grant);
      rows.set(action, row);
    }
  }
  return byFamily([...rows.values()]);
}
