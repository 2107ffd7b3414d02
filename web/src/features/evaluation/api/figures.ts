/** What was measured of a version, and how versions stand. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { EventFigures, Leaderboard, Measured, Tuning, VersionFigures } from "@/api/types";
import { useRefreshOn } from "@/lib/refresh";

export const RANKED = ["image_auc", "recall_at_5pct_fpr", "precision", "recall", "ap50"] as const;
export type Ranked = (typeof RANKED)[number];
export type BoardFilters = { event_type?: string; test_set_id?: string; figure: Ranked };
/** From where to where. */
export type Interval = readonly number[];

/** One line of a table of figures: an event on the whole set, or in one scene. */
export type FigureRow = { key: string; event_type: string; scene: string | null; figures: EventFigures };

export function useFigures(version_id: string) {
  const key = ["figures", version_id];
  useRefreshOn(["evaluation"], key);
  return useQuery({ queryKey: key, queryFn: ({ signal }) => take<VersionFigures>(api.GET("/api/v1/versions/{version_id}/figures", { params: { path: { version_id } }, signal })) });
}

export function useTunings(version_id: string) {
  const key = ["tunings", version_id];
  useRefreshOn(["tuning"], key);
  return useQuery({ queryKey: key, queryFn: ({ signal }) => take<Tuning[]>(api.GET("/api/v1/versions/{version_id}/tunings", { params: { path: { version_id } }, signal })) });
}

export function useLeaderboard(filters: BoardFilters) {
  const key = ["leaderboard", filters];
  useRefreshOn(["evaluation", "test_set"], key);
  return useQuery({
    queryKey: key,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => take<Leaderboard>(api.GET("/api/v1/leaderboard", { params: { query: filters }, signal })),
  });
}

/** What the address asks for; anything unknown is left out. */
export function readBoard(params: URLSearchParams): BoardFilters {
  const event_type = params.get("event");
  const test_set_id = params.get("set");
  const figure = RANKED.find((one) => one === params.get("figure")) ?? "image_auc";
  return { figure, ...(event_type !== null && { event_type }), ...(test_set_id !== null && { test_set_id }) };
}

/** Where the browser downloads the board as CSV. */
export function exportAddress(filters: BoardFilters): string {
  return `/api/v1/leaderboard/export?${new URLSearchParams(filters).toString()}`;
}

/** Each event on the whole set, then in each scene. */
export function rowsOf(measured: Measured): FigureRow[] {
  return Object.entries(measured.events).flatMap(([event_type, figures]) => [
    { key: event_type, event_type, scene: null, figures },
    ...Object.entries(measured.scenes).flatMap(([scene, events]) => {
      const own = events[event_type];
      return own === undefined ? [] : [{ key: `${event_type} ${scene}`, event_type, scene, figures: own }];
    }),
  ]);
}

/** `0.943`; a dash where a figure cannot be worked out. */
export function shown(value: number | null | undefined): string {
  return value === null || value === undefined ? "–" : value.toFixed(3);
}

/** `0.91–0.97`, nothing where there is none. */
export function between(interval: Interval | null | undefined, places = 2): string {
  return (interval ?? []).map((edge) => edge.toFixed(places)).join("–");
}
