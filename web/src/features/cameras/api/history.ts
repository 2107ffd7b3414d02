/** What a camera was when, over the last day. */
import { useQuery } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { Page, Spell } from "@/api/types";
import { serverNow } from "@/lib/clock";
import { DAY_MS } from "@/features/cameras/api/timeline";

const LOOK_MS = 10_000;
const PAGE = 100;
/** A camera that changes more often than this in a day is shown as far back as its newest changes reach. */
const PAGES_MAX = 5;

/** The spells that reach into the last day, newest first, and whether those are all. */
export function useSpells(camera_id: string, state: string) {
  return useQuery({
    queryKey: ["cameras", "states", camera_id, state],
    queryFn: ({ signal }) => spellsSince(camera_id, serverNow() - DAY_MS, signal),
    refetchInterval: LOOK_MS,
    placeholderData: (before) => before,
  });
}

async function spellsSince(camera_id: string, since: number, signal: AbortSignal): Promise<{ spells: Spell[]; whole: boolean }> {
  const spells: Spell[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < PAGES_MAX; page++) {
    const query = { limit: PAGE, ...(cursor !== null && { cursor }) };
    const found: Page<Spell> = await take(api.GET("/api/v1/cameras/{camera_id}/states", { params: { path: { camera_id }, query }, signal }));
    spells.push(...found.items);
    cursor = found.next_cursor;
    if (cursor === null || Date.parse(found.items.at(-1)?.began_at ?? "") <= since) return { spells, whole: true };
  }
  return { spells, whole: false };
}
