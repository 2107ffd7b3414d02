/** Reading and setting the quotas of organizations. */
import { useQuery } from "@tanstack/react-query";
import { api, ifMatch, take } from "@/api/client";
import type { Page, QuotaChange, Quotas } from "@/api/types";
import { useChanging } from "@/lib/changing";
import { QUOTAS } from "@/lib/quotas";

async function readAll(signal: AbortSignal): Promise<Quotas[]> {
  const all: Quotas[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<Quotas> = await take<Page<Quotas>>(
      api.GET("/api/v1/quotas", { params: { query: { limit: 200, ...(cursor !== null && { cursor }) } }, signal }),
    );
    all.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return all;
}

/** All of them: who is closest to a limit is known only when everybody was looked at. */
export function useAllQuotas() {
  return useQuery({ queryKey: [...QUOTAS, "all"], queryFn: ({ signal }) => readAll(signal), refetchInterval: 60_000 });
}

export function useSetQuotas(quotas: Quotas) {
  return useChanging([QUOTAS], (body: QuotaChange) =>
    take<Quotas>(
      api.PATCH("/api/v1/organizations/{organization_id}/quotas", {
        params: { path: { organization_id: quotas.organization_id } },
        headers: ifMatch(quotas),
        body,
      }),
    ),
  );
}
