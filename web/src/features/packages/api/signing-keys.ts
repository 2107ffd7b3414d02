/** The keys a vendor signs packages with, and whether it wants every package signed. */
import { useQuery } from "@tanstack/react-query";
import { api, ifMatch, take } from "@/api/client";
import type { Page, SigningKey, SigningKeyNew, SigningRule } from "@/api/types";
import { useChanging } from "@/lib/changing";
import { useMe } from "@/lib/me";
import { useRefreshOn } from "@/lib/refresh";

const KEYS = ["signing-keys"];

export function useSigningKeys() {
  useRefreshOn(["signing_key"], KEYS);
  return useQuery({
    queryKey: [...KEYS, "list"],
    queryFn: ({ signal }) => take<Page<SigningKey>>(api.GET("/api/v1/signing-keys", { params: { query: { limit: 200 } }, signal })),
  });
}

export function useRegisterKey() {
  return useChanging([KEYS], (body: SigningKeyNew) => take<SigningKey>(api.POST("/api/v1/signing-keys", { body })));
}

export function useRetireKey(signing_key_id: string) {
  return useChanging([KEYS], (reason: string) =>
    take<SigningKey>(api.POST("/api/v1/signing-keys/{signing_key_id}/retirement", { params: { path: { signing_key_id } }, body: { reason } })),
  );
}

export function useSigningRule() {
  const path = useOwn();
  return useQuery({ queryKey: [...KEYS, "rule"], queryFn: ({ signal }) => take<SigningRule>(api.GET("/api/v1/organizations/{organization_id}/signing", { params: { path }, signal })) });
}

export function useRequireSignatures() {
  const path = useOwn();
  return useChanging([KEYS], ({ rule, required }: { rule: SigningRule; required: boolean }) =>
    take<SigningRule>(api.PUT("/api/v1/organizations/{organization_id}/signing", { params: { path }, headers: ifMatch(rule), body: { required } })),
  );
}

function useOwn(): { organization_id: string } {
  return { organization_id: useMe().organization.id };
}
