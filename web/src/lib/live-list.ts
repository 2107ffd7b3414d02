/** An infinite list that follows the change stream: rows change in place, new ones grow or wait. */
import { type InfiniteData, keepPreviousData, type QueryKey, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import type { Page } from "@/api/types";
import { gather, type Noted } from "@/lib/gather";
import { type Before, flat, indexOf, type Pages, pageOf, placeRows, prependRows, replaceRows, type Row, sift } from "@/lib/live-pages";
import { onChange, type Topic } from "@/lib/stream";

const SINGLES = 20;

export type LiveSource<R extends Row> = {
  key: QueryKey;
  topics: readonly Topic[];
  /** Topics whose ids are not those of rows, but which change what rows show. */
  stirredBy?: readonly Topic[];
  page: (cursor: string | null, signal?: AbortSignal) => Promise<Page<R>>;
  one: (id: string) => Promise<R>;
  /** New rows stand at the top; without it the whole list is read again when one appears. */
  grows?: boolean;
  /** Read the rows on screen again this often, for values that move without a change. */
  pollMs?: number;
  /** Under another key the rows before stay until its own are there. */
  keeps?: boolean;
  /** For rows that come with their change: whether one belongs in the list (undefined: only the server knows), and where. */
  places?: { fits: (row: R) => boolean | undefined; before: Before<R> };
  /** Rows that a change of ours is about to settle: an older answer must not undo it on screen. */
  holds?: (id: string) => boolean;
};

export function useLiveList<R extends Row>(source: LiveSource<R>) {
  const client = useQueryClient();
  const query = useInfiniteQuery({
    queryKey: source.key,
    queryFn: ({ pageParam, signal }) => source.page(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    staleTime: Infinity,
    structuralSharing: false,
    ...(source.keeps === true && { placeholderData: keepPreviousData }),
  });
  const [fresh, setFresh] = useState<readonly R[]>([]);
  const held = useRef(false);
  const behind = useRef(true);
  const range = useRef({ first: 0, last: 0 });
  const rows = flat(query.data as Pages<R> | undefined);

  const read = () => client.getQueryData<InfiniteData<Page<R>, string | null>>(source.key);
  const write = (change: (data: Pages<R>) => Pages<R>) =>
    client.setQueryData<InfiniteData<Page<R>, string | null>>(source.key, (data) => data && change(data));
  const ours = (row: R) => source.holds?.(row.id) !== true;
  const patch = (newer: readonly R[]) => {
    write((data) => replaceRows(data, newer.filter(ours)));
    setFresh((waiting) => waiting.map((row) => newer.find((each) => each.id === row.id) ?? row));
  };

  const grown = (data: Pages<R>, rows: readonly R[]) =>
    source.places === undefined ? prependRows(data, rows) : placeRows(data, rows, source.places.before);
  const showFresh = () => {
    setFresh([]);
    write((data) => grown(data, fresh));
  };

  const hasPlace = (row: R) => {
    const data = read();
    return data !== undefined && source.places !== undefined && pageOf(data, row, source.places.before) >= 0;
  };

  /** Take in the rows that came with their changes; return what has to be asked for. */
  const takeTold = (noted: Noted): string[] => {
    const known = indexOf(flat(read()));
    const told = [...noted].filter(([, row]) => row !== undefined) as [string, R][];
    const sure = told.filter(([id, row]) => known.has(id) || source.places?.fits(row) !== undefined);
    const rows = sure.filter(([id, row]) => known.has(id) || source.places?.fits(row) === true).map(([, row]) => row);
    patch(rows);
    const fresh = rows.filter((row) => !known.has(row.id) && hasPlace(row));
    if (held.current && fresh.length > 0) setFresh((waiting) => merged(fresh, waiting));
    else if (fresh.length > 0) write((data) => grown(data, fresh));
    const taken = new Set(sure.map(([id]) => id));
    return [...noted.keys()].filter((id) => !taken.has(id));
  };

  const takeHead = async () => {
    const head = await source.page(null);
    const told = sift(indexOf(flat(read())), head);
    patch(told.known);
    if (told.gap && !held.current) {
      write(() => ({ pages: [head], pageParams: [null] }));
    } else if (held.current) {
      setFresh((waiting) => merged(told.fresh, waiting));
    } else {
      write((data) => prependRows(data, told.fresh));
    }
    return new Set(head.items.map((row) => row.id));
  };

  const refreshVisible = async () => {
    const data = read();
    if (data === undefined) return;
    const cursors = visiblePages(data, range.current);
    const pages = await Promise.all(cursors.map((cursor) => source.page(cursor)));
    patch(pages.flatMap((page) => page.items));
  };

  const follow = useEffectEvent(async (noted: Noted, missed: boolean) => {
    if (read() === undefined) return;
    const ids = takeTold(noted);
    if (ids.length === 0 && !missed) return;
    const known = indexOf(flat(read()));
    // Rows that a list remembers from before it was looked at say nothing of what came and went meanwhile.
    const lacks = behind.current || ids.some((id) => !known.has(id));
    behind.current = false;
    if (source.grows !== true && lacks) {
      await client.invalidateQueries({ queryKey: source.key });
      return;
    }
    const seen = source.grows === true ? await takeHead() : new Set<string>();
    const rest = ids.filter((id) => known.has(id) && !seen.has(id)).slice(0, SINGLES);
    patch(await Promise.all(rest.map(source.one)));
    if (missed) await refreshVisible();
  });
  const concerns = useEffectEvent((topic: Topic) => source.topics.includes(topic));
  const stirs = useEffectEvent((topic: Topic) => source.stirredBy?.includes(topic) === true);
  useEffect(() => {
    const gatherer = gather((noted, missed) => follow(noted, missed));
    const leave = onChange((change) => {
      behind.current ||= change.topic === "resync";
      if (change.topic === "resync" || stirs(change.topic)) gatherer.miss();
      else if (concerns(change.topic)) gatherer.note(change.id, change.row);
    });
    behind.current = true;
    gatherer.miss();
    return () => {
      leave();
      gatherer.stop();
    };
  }, []);

  const poll = useEffectEvent(refreshVisible);
  useEffect(() => {
    if (source.pollMs === undefined) return;
    const timer = setInterval(() => {
      if (!document.hidden) poll().catch(() => undefined);
    }, source.pollMs);
    return () => clearInterval(timer);
  }, [source.pollMs]);

  return {
    rows,
    total: query.data?.pages[0],
    error: query.error,
    pending: query.isPending || query.isPlaceholderData,
    retry: () => void query.refetch(),
    hasMore: query.hasNextPage,
    loadMore: () => {
      if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
    },
    fresh: fresh.length,
    showFresh,
    /** Say whether the reader is in the middle of the list, and which rows are on screen. */
    hold: (scrolled: boolean) => {
      held.current = scrolled;
      if (!scrolled && fresh.length > 0) showFresh();
    },
    see: (first: number, last: number) => {
      range.current = { first, last };
    },
  };
}

export type LiveList<R extends Row> = ReturnType<typeof useLiveList<R>>;

/** Newer rows before those that already wait, each once. */
function merged<R extends Row>(newer: readonly R[], waiting: readonly R[]): readonly R[] {
  const told = new Set(newer.map((row) => row.id));
  return [...newer, ...waiting.filter((row) => !told.has(row.id))];
}

function visiblePages<R extends Row>(data: Pages<R>, range: { first: number; last: number }): (string | null)[] {
  let start = 0;
  return data.pages.flatMap((page, index) => {
    const end = start + page.items.length;
    const seen = start <= range.last && end > range.first;
    start = end;
    return seen ? [data.pageParams[index] ?? null] : [];
  });
}
