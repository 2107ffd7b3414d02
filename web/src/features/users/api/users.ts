/** Reading and changing accounts, and what they left open: sessions and tokens. */
import { useQuery } from "@tanstack/react-query";
import { api, ifMatch, take } from "@/api/client";
import type { Page, User, UserChange, UserNew, UserSession, UserToken } from "@/api/types";
import { type UserFilters, queryOf } from "@/features/users/api/filters";
import { useChanging } from "@/lib/changing";
import { useLiveList } from "@/lib/live-list";

const USERS = ["users"];
const OPEN = 100;

export function useUserList(filters: UserFilters) {
  return useLiveList<User>({
    key: [...USERS, "list", filters],
    topics: [],
    page: (cursor, signal) =>
      take<Page<User>>(
        api.GET("/api/v1/users", {
          params: { query: { limit: 100, ...queryOf(filters), ...(cursor !== null && { cursor }) } },
          ...(signal && { signal }),
        }),
      ),
    one: readUser,
  });
}

function readUser(user_id: string): Promise<User> {
  return take(api.GET("/api/v1/users/{user_id}", { params: { path: { user_id } } }));
}

export function useUser(id: string) {
  return useQuery({ queryKey: [...USERS, "one", id], queryFn: () => readUser(id) });
}

export function useAddUser() {
  return useChanging([USERS], (body: UserNew) => take<User>(api.POST("/api/v1/users", { body })));
}

export function useChangeUser(user: User) {
  return useChanging([USERS], (body: UserChange) =>
    take<User>(api.PATCH("/api/v1/users/{user_id}", { params: { path: { user_id: user.id } }, headers: ifMatch(user), body })),
  );
}

/** What somebody left open, on whatever machine: sign-ins and tokens, newest first. */
export function useSessionsOf(user_id: string, enabled: boolean) {
  return useQuery({
    queryKey: [...USERS, "sessions", user_id],
    queryFn: () => take<Page<UserSession>>(api.GET("/api/v1/sessions", { params: { query: { user_id, limit: OPEN } } })),
    enabled,
  });
}

export function useTokensOf(user_id: string, enabled: boolean) {
  return useQuery({
    queryKey: [...USERS, "tokens", user_id],
    queryFn: () => take<Page<UserToken>>(api.GET("/api/v1/tokens", { params: { query: { user_id, limit: OPEN } } })),
    enabled,
  });
}

export function useEndSession() {
  return useChanging([USERS], (session_id: string) => take(api.DELETE("/api/v1/sessions/{session_id}", { params: { path: { session_id } } })));
}

export function useRevokeToken() {
  return useChanging([USERS], (token_id: string) => take(api.DELETE("/api/v1/tokens/{token_id}", { params: { path: { token_id } } })));
}
