/** One's own account: read, and renamed. */
import { useQuery } from "@tanstack/react-query";
import { api, ifMatch, take } from "@/api/client";
import type { Account, AccountChange } from "@/api/types";
import { useChanging } from "@/lib/changing";
import { ME } from "@/lib/me";
import { ACCOUNT } from "@/lib/own-account";

export function useAccount() {
  return useQuery({ queryKey: ACCOUNT, queryFn: () => take<Account>(api.GET("/api/v1/account")) });
}

export function useChangeAccount(account: Account) {
  return useChanging([ACCOUNT, ME, ["users"]], (body: AccountChange) => take<Account>(api.PATCH("/api/v1/account", { headers: ifMatch(account), body })));
}
