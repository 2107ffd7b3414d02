/** What a token may be for: what its maker may do himself, but for what only a session may. */
import type { Me, RoleGrants } from "@/api/types";
import { byFamily, type Families } from "@/lib/actions";

export const ALL = "*";
export type Offer = { action: string; title_zh: string; title_en: string };

export function offersOf({ actions }: Pick<Me, "actions">, roles: readonly RoleGrants[]): Families<Offer> {
  const grants = new Map(roles.flatMap((role) => role.actions.map((grant) => [grant.action, grant] as const)));
  const offered = actions.flatMap((action) => {
    const grant = grants.get(action);
    return grant === undefined || grant.by_hand ? [] : [grant];
  });
  return byFamily(offered);
}
