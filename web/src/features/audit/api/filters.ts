/** What of the trail the reader looks at, as it stands in the address. */
import { useMemo } from "react";
import { useAddress } from "@/lib/address";
import { type RangeFilters, rangeQuery, readRange } from "@/lib/range";

export const TEXTS = ["login", "action", "object", "id", "from", "text"] as const;
export type AuditFilters = RangeFilters & Record<(typeof TEXTS)[number], string | null> & { sealed: boolean | null };
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function readFilters(params: URLSearchParams): AuditFilters {
  const sealed = params.get("sealed");
  const id = params.get("id");
  return {
    ...readRange(params),
    login: params.get("login"),
    action: params.get("action"),
    object: params.get("object"),
    id: id !== null && UUID.test(id) ? id : null,
    from: params.get("from"),
    text: params.get("text"),
    sealed: sealed === "yes" ? true : sealed === "no" ? false : null,
  };
}

/** The filters as the API takes them. */
export function queryOf(filters: AuditFilters, now: number) {
  return {
    ...rangeQuery(filters, now),
    ...(filters.login !== null && { login: filters.login }),
    ...(filters.action !== null && { action: filters.action }),
    ...(filters.object !== null && { object_type: filters.object }),
    ...(filters.id !== null && { object_id: filters.id }),
    ...(filters.from !== null && { address: filters.from }),
    ...(filters.text !== null && { text: filters.text }),
    ...(filters.sealed !== null && { sealed: filters.sealed }),
  };
}

export function isFiltered(filters: AuditFilters): boolean {
  return Object.values(filters).some((value) => value !== null);
}

export const NO_FILTER = Object.fromEntries(["range", "since", "until", "sealed", ...TEXTS].map((name) => [name, null]));

export function useAuditFilters() {
  const { params, change } = useAddress();
  const filters = useMemo(() => readFilters(params), [params]);
  return { filters, change, opened: params.get("line") };
}
