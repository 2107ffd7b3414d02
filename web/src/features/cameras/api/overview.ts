/** The whole catalogue: its figures, its values, its map, and changes to many cameras at once. */
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import { problemOf } from "@/api/problem";
import type { CameraBulk, ShareNew } from "@/api/types";
import type { CameraFilters } from "@/features/cameras/api/filters";
import { HOME_ZOOM } from "@/lib/map-view";

const FIGURES_MS = 60_000;
const VALUES_MS = 600_000;
const MAP_MS = 15_000;
/** Cameras that one request names at most. */
const NAMED_MAX = 1000;
const SHARES_AT_ONCE = 4;

export function useQuality() {
  const { data } = useQuery({
    queryKey: ["cameras", "quality"],
    queryFn: ({ signal }) => take(api.GET("/api/v1/cameras/quality", { params: { query: { alike: false } }, signal })),
    staleTime: FIGURES_MS,
    refetchInterval: FIGURES_MS,
  });
  return data?.[0]?.figures;
}

/** Which tags, groups, regions and kinds there are; read when somebody wants to filter or to change them. */
export function useValues(enabled = true) {
  const { data } = useQuery({
    queryKey: ["cameras", "values"],
    queryFn: ({ signal }) => take(api.GET("/api/v1/cameras/values", { signal })),
    staleTime: VALUES_MS,
    enabled,
  });
  return data;
}

/** What stands in a part of the map; the answer before stays until the next is there, and one nobody waits for is cut off. */
export function useMap(filters: CameraFilters, asked: { bbox: string; zoom: number } | undefined) {
  return useQuery({
    queryKey: ["cameras", "map", filters, asked],
    queryFn: ({ signal }) => take(api.GET("/api/v1/cameras/map", { params: { query: { ...filters, ...asked } }, signal })),
    enabled: asked !== undefined,
    placeholderData: keepPreviousData,
    refetchInterval: MAP_MS,
  });
}

/** Where the cameras are, roughly: asked once, when nobody said where to look. */
export function useWhereabouts(filters: CameraFilters, enabled: boolean) {
  return useQuery({
    queryKey: ["cameras", "whereabouts", filters],
    queryFn: ({ signal }) => take(api.GET("/api/v1/cameras/map", { params: { query: { ...filters, zoom: HOME_ZOOM } }, signal })),
    staleTime: Infinity,
    enabled,
  });
}

export type Act = Pick<CameraBulk, "act" | "tag" | "group">;
export type Chosen = { ids: readonly string[] } | { filter: CameraFilters };
/** How many were to be changed (null: as many as matched) and were; and what was refused, why, and how many. */
export type Outcome = { wanted: number | null; changed: number; refused: { reason: unknown; count: number }[] };

/** Change cameras; each request is carried out whole or not at all, and one that is refused does not stop the next. */
export async function changeAll(chosen: Chosen, act: Act): Promise<Outcome> {
  const send = async (which: Pick<CameraBulk, "camera_ids" | "filter">) => (await take(api.POST("/api/v1/cameras/bulk", { body: { ...which, ...act } }))).changed;
  if ("filter" in chosen) return { wanted: null, changed: await send({ filter: chosen.filter }), refused: [] };
  const outcome: Outcome = { wanted: chosen.ids.length, changed: 0, refused: [] };
  for (const camera_ids of portions(chosen.ids, NAMED_MAX)) {
    try {
      outcome.changed += await send({ camera_ids });
    } catch (reason) {
      refuse(outcome, reason, camera_ids.length);
    }
  }
  return outcome;
}

/** Let an organization see cameras on some terms, a few at a time; `onDone` hears after each. */
export async function shareAll(ids: readonly string[], whom: Pick<ShareNew, "organization_id" | "terms">, onDone: (done: number) => void): Promise<Outcome> {
  const outcome: Outcome = { wanted: ids.length, changed: 0, refused: [] };
  const waiting = [...ids];
  const work = async () => {
    for (let object_id = waiting.shift(); object_id !== undefined; object_id = waiting.shift()) {
      await take(api.POST("/api/v1/shares", { body: { object_type: "cameras", object_id, ...whom } })).then(
        () => {
          outcome.changed++;
        },
        (reason: unknown) => refuse(outcome, reason, 1),
      );
      onDone(ids.length - waiting.length);
    }
  };
  await Promise.all(Array.from({ length: SHARES_AT_ONCE }, work));
  return outcome;
}

/** Have everything about cameras read again. */
export function useRereading(): () => void {
  const client = useQueryClient();
  return () => void client.invalidateQueries({ queryKey: ["cameras"] });
}

export function useReceivers(q: string) {
  const { data, isFetching } = useQuery({
    queryKey: ["directory", q],
    queryFn: ({ signal }) => take(api.GET("/api/v1/directory", { params: { query: { limit: 100, ...(q && { q }) } }, signal })),
    placeholderData: keepPreviousData,
  });
  return { receivers: data?.items ?? [], pending: isFetching };
}

function portions(ids: readonly string[], size: number): string[][] {
  return Array.from({ length: Math.ceil(ids.length / size) }, (_, index) => ids.slice(index * size, (index + 1) * size));
}

/** Refusals of one kind are counted together. */
function refuse(outcome: Outcome, reason: unknown, count: number): void {
  const alike = outcome.refused.find((each) => problemOf(each.reason).code === problemOf(reason).code);
  if (alike === undefined) outcome.refused.push({ reason, count });
  else alike.count += count;
}
