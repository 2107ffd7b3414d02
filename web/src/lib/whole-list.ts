/** A list that is read at once, in the shape of one that grows. */
import type { LiveList } from "@/lib/live-list";
import type { Row } from "@/lib/live-pages";

type Read = { error: unknown; pending: boolean; retry: () => undefined };

export function wholeList<R extends Row>(rows: readonly R[], { error, pending, retry }: Read, total = rows.length): LiveList<R> {
  return {
    rows: [...rows],
    total: { items: [], next_cursor: null, count: total, count_capped: false },
    error: error instanceof Error ? error : null,
    pending,
    retry,
    hasMore: false,
    loadMore: () => undefined,
    fresh: 0,
    showFresh: () => undefined,
    hold: () => undefined,
    see: () => undefined,
  };
}
