/** What everybody does for his own account: the duties of signing in are done the same way later on. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { Me } from "@/api/types";
import { ME } from "@/lib/me";
import { OPEN_DOORS } from "@/lib/open-doors";

export const ACCOUNT = ["account"];

/** The seed of a second factor: asked for once, and forgotten with the page that shows it. */
export function useSeed() {
  return useQuery({
    queryKey: ["seed"],
    queryFn: () => take(api.POST("/api/v1/account/totp")),
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
  });
}

export function useGiveCode() {
  return useDuty((code: string) => take<Me>(api.POST("/api/v1/session/totp", { body: { code } })));
}

export function useChangePassword() {
  return useDuty((body: { current: string; new: string }) => take<Me>(api.POST("/api/v1/account/password", { body })));
}

/** The answer tells who the caller is now, and with which duties. */
function useDuty<In>(mutationFn: (input: In) => Promise<Me>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: (me) => {
      client.setQueryData(ME, me);
      for (const queryKey of [ACCOUNT, OPEN_DOORS]) void client.invalidateQueries({ queryKey });
    },
  });
}
