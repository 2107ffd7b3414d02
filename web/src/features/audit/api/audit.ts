/** Reading the trail. */
import { useQuery } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { AuditLine, Page } from "@/api/types";
import { type AuditFilters, queryOf } from "@/features/audit/api/filters";
import { serverNow } from "@/lib/clock";
import { useLiveList } from "@/lib/live-list";

const HEAD_MS = 5000;
/** The login of what the product did by itself. */
export const PRODUCT = "algomart";

export function useAuditList(filters: AuditFilters) {
  return useLiveList<AuditLine>({
    key: ["audit", "list", filters],
    topics: [],
    page: (cursor, signal) =>
      take<Page<AuditLine>>(
        api.GET("/api/v1/audit", {
          params: { query: { limit: 100, ...queryOf(filters, serverNow()), ...(cursor !== null && { cursor }) } },
          ...(signal && { signal }),
        }),
      ),
    one: () => Promise.reject(new Error("lines of the trail never change")),
  });
}

/** How far the trail is sealed. */
export function useChain() {
  return useQuery({ queryKey: ["audit", "chain"], queryFn: () => take(api.GET("/api/v1/audit/seals/head")), refetchInterval: HEAD_MS });
}

export const FORMATS = ["csv", "jsonl"] as const;

/** Where the browser downloads what the filters show. */
export function exportAddress(filters: AuditFilters, format: (typeof FORMATS)[number]): string {
  const query = Object.entries({ ...queryOf(filters, serverNow()), format }).map(([name, value]) => [name, String(value)]);
  return `/api/v1/audit/export?${new URLSearchParams(query).toString()}`;
}
