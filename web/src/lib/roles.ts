/** The roles of the design and what each may do: the server's table, read once. */
import { useQuery } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { RoleGrants } from "@/api/types";
import { capital, useText } from "@/lib/text";

const NONE: RoleGrants[] = [];

export function useRoles() {
  const query = useQuery({
    queryKey: ["roles"],
    queryFn: () => take(api.GET("/api/v1/roles")),
    staleTime: Infinity,
  });
  return { roles: query.data?.items ?? NONE, error: query.error, pending: query.isPending, retry: () => void query.refetch() };
}

export function useRoleNames(): (role: string) => string {
  const text = useText();
  const { roles } = useRoles();
  return (role) => {
    const found = roles.find((each) => each.role === role);
    return found === undefined ? role : capital(text(found, "name"));
  };
}

/** What each action is called. */
export function useActionTitles(): ReadonlyMap<string, string> {
  const text = useText();
  const { roles } = useRoles();
  return new Map(roles.flatMap(({ actions }) => actions.map((grant) => [grant.action, capital(text(grant, "title"))])));
}
