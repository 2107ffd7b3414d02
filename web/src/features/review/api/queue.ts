/** The queue beside the desk: live, its order the server's, quiet while the reader is further down. */
import { type InfiniteData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { api, take } from "@/api/client";
import type { Event, Page } from "@/api/types";
import { type DeskFilters, wantedOf } from "@/features/review/api/filters";
import { newIn, withHead, withoutRows } from "@/features/review/api/queue-rows";
import { gather } from "@/lib/gather";
import { flat, type Pages, replaceRows } from "@/lib/live-pages";
import { onChange } from "@/lib/stream";

const PAGE = 100;
/** A busy city changes all the time; its reviewers look at one event, not at the list. */
const PAUSE_MS = 1000;

function readQueue(filters: DeskFilters, cursor: string | null, signal?: AbortSignal): Promise<Page<Event>> {
  return take(
    api.GET("/api/v1/review/queue", {
      params: { query: { ...wantedOf(filters), limit: PAGE, ...(cursor !== null && { cursor }) } },
      ...(signal && { signal }),
    }),
  );
}

export function useQueue(filters: DeskFilters, onStir: () => void) {
  const client = useQueryClient();
  const key = ["review", "queue", filters];
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => readQueue(filters, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    staleTime: Infinity,
    gcTime: 0,
    structuralSharing: false,
  });
  const [head, setHead] = useState<Page<Event>>();
  const held = useRef(false);
  const data = query.data as Pages<Event> | undefined;

  const write = (change: (data: Pages<Event>) => Pages<Event>) =>
    client.setQueryData<InfiniteData<Page<Event>, string | null>>(key, (now) => now && change(now));
  const showFresh = () => {
    if (head !== undefined) write((now) => withHead(now, head));
    setHead(undefined);
  };
  const follow = useEffectEvent(async () => {
    const newer = await readQueue(filters, null);
    onStir();
    if (!held.current) write((now) => withHead(now, newer));
    else {
      write((now) => replaceRows(now, newer.items));
      setHead(newer);
    }
  });
  useEffect(() => {
    const gatherer = gather(() => follow(), PAUSE_MS);
    const leave = onChange(({ topic }) => {
      if (topic === "resync" || topic === "event") gatherer.miss();
    });
    return () => {
      leave();
      gatherer.stop();
    };
  }, []);

  return {
    rows: flat(data),
    total: data?.pages[0],
    error: query.error,
    pending: query.isPending,
    retry: () => void query.refetch(),
    hasMore: query.hasNextPage,
    loadMore: () => {
      if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
    },
    fresh: data !== undefined && head !== undefined ? newIn(data, head) : 0,
    showFresh,
    drop: (ids: readonly string[]) => write((now) => withoutRows(now, new Set(ids))),
    hold: (scrolled: boolean) => {
      held.current = scrolled;
      if (!scrolled) showFresh();
    },
  };
}

export type Queue = ReturnType<typeof useQueue>;
