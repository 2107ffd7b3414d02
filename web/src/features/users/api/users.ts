/** Reading and changing accounts, and what they left open: sessions and tokens. */
import { useQuery } from "@tanstack/react-query";
import { api, ifMatch, take } from "@/api/client";
import type { Page, User, UserChange, UserNew } from "@/api/types";
import { type UserFilters, queryOf } from "@/features/users/api/filters";
import { useChanging } from "@/lib/changing";
import { useLiveList } from "@/lib/live-list";
import { OPEN_DOORS } from "@/lib/open-doors";

const USERS = ["users"];

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
  return useChanging([USERS, OPEN_DOORS], (body: UserChange) =>
    take<User>(api.PATCH("/api/v1/users/{user_id}", { params: { path: { user_id: user.id } }, headers: ifMatch(user), body })),
  );
}
