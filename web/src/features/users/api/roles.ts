/** Which roles one person may hold together, and where; the server decides, the form only offers. */
import type { RoleGrants, RoleName } from "@/api/types";

export const ROLES: readonly RoleName[] = ["dispatcher", "subscriber", "handler", "viewer", "vendor", "system", "security", "audit"];

/** The roles that fit an organization of a kind; without the server's table, all. */
export function rolesFor(kind: string | undefined, table: readonly RoleGrants[]): readonly RoleName[] {
  if (kind === undefined || table.length === 0) return ROLES;
  return ROLES.filter((role) => table.find((each) => each.role === role)?.homes.some((home) => home === kind));
}

/** What is chosen after one more role was: an administrator's stands alone, and gives way to any other. */
export function combined(before: readonly RoleName[], after: readonly RoleName[], table: readonly RoleGrants[]): RoleName[] {
  const alone = (role: RoleName) => table.find((each) => each.role === role)?.administrator === true;
  const added = after.find((role) => !before.includes(role));
  if (added === undefined) return [...after];
  return alone(added) ? [added] : after.filter((role) => !alone(role));
}
