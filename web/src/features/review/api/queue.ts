/** The queue beside the desk: live, its order the server's, quiet while the reader is further down. */
import { type InfiniteData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { api, take } from "@/api/client";
import type { Event, Page } from "@/api/types";
import { type DeskFilters, wantedOf } from "@/features/review/api/filters";
import { newIn, withChanged, withHead, withoutRows } from "@/features/review/api/queue-rows";
import { isSettling } from "@/lib/fleeting";
import { gather, type Noted } from "@/lib/gather";
import { flat, type Pages, replaceRows } from "@/lib/live-pages";
import { onChange } from "@/lib/stream";

const PAGE = 100;
/** Reading the queue again is dear, and a busy city changes all the time. */
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
  /** Take in what came with its changes; tell whether that was enough. */
  const takeTold = useEffectEvent((noted: Noted): boolean => {
    const now = client.getQueryData<Pages<Event>>(key);
    const rows = [...noted.values()].filter((row) => row !== undefined) as Event[];
    if (now === undefined || held.current || rows.length < noted.size) return false;
    const theirs = rows.filter(({ id }) => !isSettling(id));
    const after = withChanged(now, theirs, filters);
    if (after !== undefined) write(() => after);
    if (theirs.some(({ wants, claim }) => wants !== null && claim === null)) onStir();
    return after !== undefined;
  });
  useEffect(() => {
    const again = gather(() => follow(), PAUSE_MS);
    const changes = gather((noted) => {
      if (!takeTold(noted)) again.miss();
      return Promise.resolve();
    });
    const leave = onChange((change) => {
      if (change.topic === "resync") again.miss();
      else if (change.topic === "event") changes.note(change.id, change.row);
    });
    return () => {
      leave();
      changes.stop();
      again.stop();
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
