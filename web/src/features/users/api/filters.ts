/** Which accounts the reader looks at, as it stands in the address. */
import type { RoleName } from "@/api/types";
import { ROLES } from "@/features/users/api/roles";

export const STATES = ["enabled", "disabled"] as const;
export type UserFilters = { q: string | null; organization: string | null; role: RoleName | null; state: (typeof STATES)[number] | null };

export function readFilters(params: URLSearchParams): UserFilters {
  return {
    q: params.get("q"),
    organization: params.get("organization"),
    role: ROLES.find((each) => each === params.get("role")) ?? null,
    state: STATES.find((each) => each === params.get("state")) ?? null,
  };
}

/** The filters as the API takes them. */
export function queryOf({ q, organization, role, state }: UserFilters) {
  return {
    ...(q !== null && { q }),
    ...(organization !== null && { organization_id: organization }),
    ...(role !== null && { role }),
    ...(state !== null && { enabled: state === "enabled" }),
  };
}

export function isFiltered(filters: UserFilters): boolean {
  return Object.values(filters).some((value) => value !== null);
}
