/** Signing in at the city's identity provider, where one is set. */
import { useQuery } from "@tanstack/react-query";
import { useLocation } from "react-router";
import { api, take } from "@/api/client";

const START = "/api/v1/session/oidc/start";

/** What is offered, with the words of the refusal that the address names, and where signing in begins. */
export function useProvider() {
  const { pathname, search } = useLocation();
  const params = new URLSearchParams(search);
  const trouble = params.get("trouble");
  const { data } = useQuery({
    queryKey: ["provider", trouble],
    queryFn: () => take(api.GET("/api/v1/session/oidc", { params: { query: { trouble } } })),
    staleTime: Infinity,
  });
  params.delete("trouble");
  const page = params.size > 0 ? `${pathname}?${params}` : pathname;
  return { offer: data, start: `${START}?${new URLSearchParams({ to: page })}` };
}
