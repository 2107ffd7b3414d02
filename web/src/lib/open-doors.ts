/** What somebody left open, on whatever machine: sign-ins and tokens, newest first. */
import { useQuery } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { Page, TokenMade, TokenNew, UserSession, UserToken } from "@/api/types";
import { useChanging } from "@/lib/changing";

export const OPEN_DOORS = ["open-doors"];
const OPEN = 100;

export function useSessionsOf(user_id: string, enabled: boolean) {
  return useQuery({
    queryKey: [...OPEN_DOORS, "sessions", user_id],
    queryFn: () => take<Page<UserSession>>(api.GET("/api/v1/sessions", { params: { query: { user_id, limit: OPEN } } })),
    enabled,
  });
}

export function useTokensOf(user_id: string, enabled: boolean) {
  return useQuery({
    queryKey: [...OPEN_DOORS, "tokens", user_id],
    queryFn: () => take<Page<UserToken>>(api.GET("/api/v1/tokens", { params: { query: { user_id, limit: OPEN } } })),
    enabled,
  });
}

export function useEndSession() {
  return useChanging([OPEN_DOORS], (session_id: string) => take(api.DELETE("/api/v1/sessions/{session_id}", { params: { path: { session_id } } })));
}

export function useMakeToken() {
  return useChanging([OPEN_DOORS], (body: TokenNew) => take<TokenMade>(api.POST("/api/v1/tokens", { body })));
}

export function useRevokeToken() {
  return useChanging([OPEN_DOORS], (token_id: string) => take(api.DELETE("/api/v1/tokens/{token_id}", { params: { path: { token_id } } })));
}
