/** Signing in and out, and the first setup. */
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import { Problem } from "@/api/problem";
import type { Me } from "@/api/types";

export const meQuery = queryOptions({
  queryKey: ["session"],
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

export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { login: string; password: string }) => take<Me>(api.POST("/api/v1/session", { body })),
    onSuccess: (me) => {
      client.clear();
      client.setQueryData(meQuery.queryKey, me);
    },
  });
}

export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => take(api.DELETE("/api/v1/session")),
    onSettled: () => {
      client.clear();
      client.setQueryData(meQuery.queryKey, null);
    },
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
    onSuccess: (me) => {
      client.clear();
      client.setQueryData(meQuery.queryKey, me);
    },
  });
}
