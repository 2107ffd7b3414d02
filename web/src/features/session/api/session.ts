/** Signing in and out, and the first setup. */
import { type QueryClient, queryOptions, skipToken, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import { Problem } from "@/api/problem";
import type { Me } from "@/api/types";
import { ME } from "@/lib/me";

export const meQuery = queryOptions({
  queryKey: ME,
  queryFn: readMe,
  staleTime: 60_000,
  retry: (failures, error) => failures < 5 && !(error instanceof Problem && error.status < 500),
});

/** Who is signed in, or null when nobody is. */
async function readMe(): Promise<Me | null> {
  try {
    return await take(api.GET("/api/v1/session"));
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return null;
    throw error;
  }
}

export function useSession() {
  return useQuery(meQuery);
}

/** Why nobody is signed in any more: the steps of signing in took too long, or the session is over. */
type Ended = "steps" | "session";
const ENDED = ["session-ended"];

/** Note that the server knows the session no more. */
export function endSession(client: QueryClient): void {
  const me = client.getQueryData(meQuery.queryKey);
  if (!me) return;
  client.setQueryData<Ended>(ENDED, me.pending.length > 0 ? "steps" : "session");
  client.setQueryData(meQuery.queryKey, null);
}

export function useEnded(): Ended | undefined {
  return useQuery<Ended>({ queryKey: ENDED, queryFn: skipToken }).data;
}

/** Nothing that one user has read is kept for the next. */
function become(client: QueryClient, me: Me | null): void {
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== meQuery.queryKey[0] });
  client.setQueryData(meQuery.queryKey, me);
}

export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { login: string; password: string }) => take<Me>(api.POST("/api/v1/session", { body })),
    onSuccess: (me) => become(client, me),
  });
}

export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => take(api.DELETE("/api/v1/session")),
    onSettled: () => become(client, null),
  });
}

export function useSetupNeeded() {
  return useQuery({ queryKey: ["setup"], queryFn: () => take(api.GET("/api/v1/setup")), retry: false });
}

export type SetupForm = {
  login: string;
  password: string;
  name: string;
  organization_zh: string;
  organization_en: string;
};

export function useSetUp(token: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (form: SetupForm) => take<Me>(api.POST("/api/v1/setup", { body: { ...form, token } })),
    onSuccess: (me) => become(client, me),
  });
}
