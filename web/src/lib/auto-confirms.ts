/** Where sure events are confirmed automatically: reading it, what it takes, switching it on and off. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { AutoConfirm, AutoConfirmBounds, AutoConfirmNew, Page } from "@/api/types";
import { useChanging } from "@/lib/changing";
import { serverNow } from "@/lib/clock";
import { useCan } from "@/lib/me";
import { useRefreshOn } from "@/lib/refresh";

const KEY = ["auto-confirms"] as const;
const LIST = 50;
/** What switched itself off is told for so long. */
const TOLD_MS = 7 * 86_400_000;

export function useAutoConfirms(algorithm: string | null = null) {
  const reads = useCan()("auto_confirm.read");
  const key = [...KEY, "list", algorithm];
  useRefreshOn(["auto_confirm"], key);
  return useQuery({
    queryKey: key,
    enabled: reads,
    queryFn: ({ signal }) =>
      take<Page<AutoConfirm>>(api.GET("/api/v1/auto-confirms", { params: { query: { limit: LIST, ...(algorithm !== null && { algorithm_id: algorithm }) } }, signal })),
  });
}

/** How the versions that look for one's organization stand to what it takes, from a score on. */
export function useBounds(threshold: number) {
  return useQuery({
    queryKey: [...KEY, "bounds", threshold],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => take<AutoConfirmBounds>(api.GET("/api/v1/auto-confirms/bounds", { params: { query: { threshold } }, signal })),
  });
}

export function useSwitchOn() {
  return useChanging([KEY], (body: AutoConfirmNew) => take(api.POST("/api/v1/auto-confirms", { body })));
}

export function useSwitchOff() {
  return useChanging([KEY], (auto_confirm_id: string) => take(api.DELETE("/api/v1/auto-confirms/{auto_confirm_id}", { params: { path: { auto_confirm_id } } })));
}

/** What switched itself off of late, and was not switched on again since. */
export function lostOnes(rows: readonly AutoConfirm[], now = serverNow()): AutoConfirm[] {
  const on = new Set(rows.filter(({ off_at }) => off_at === null).map(of));
  const seen = new Set<string>();
  return rows.filter((row) => {
    const first = !seen.has(of(row));
    seen.add(of(row));
    return first && !on.has(of(row)) && row.off_reason !== null && row.off_at !== null && now - Date.parse(row.off_at) < TOLD_MS;
  });
}

function of({ owner_id, algorithm_id }: AutoConfirm): string {
  return `${owner_id} ${algorithm_id}`;
}
