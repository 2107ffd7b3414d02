/** The cameras of a wall, and those that could be on it. */
import { keepPreviousData, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import { Problem } from "@/api/problem";
import type { Camera, Page } from "@/api/types";

const LOOK_MS = 10_000;
const OFFERED = 50;
const OUT = [403, 404];

/** `camera`: null where it cannot be on this reader's wall, because it was deleted or is not his to see. */
export type WallCamera = { id: string; camera: Camera | null | undefined; error: Error | null };
const keyOf = (id: string) => ["cameras", "wall", id];

export function useWallCameras(ids: readonly string[]): WallCamera[] {
  const found = useQueries({
    queries: ids.map((id) => ({
      queryKey: keyOf(id),
      queryFn: () => readCamera(id),
      refetchInterval: LOOK_MS,
    })),
  });
  return ids.map((id, index) => ({ id, camera: found[index]?.data, error: found[index]?.error ?? null }));
}

async function readCamera(camera_id: string): Promise<Camera | null> {
  try {
    return await take<Camera>(api.GET("/api/v1/cameras/{camera_id}", { params: { path: { camera_id } } }));
  } catch (error) {
    if (error instanceof Problem && OUT.includes(error.status)) return null;
    throw error;
  }
}

/** What the picker has read need not be read again: the wall goes on without a pause. */
export function useRemember(): (cameras: readonly Camera[]) => void {
  const client = useQueryClient();
  return (cameras) => cameras.forEach((camera) => client.setQueryData(keyOf(camera.id), camera));
}

/** Cameras by name or place, as many as one would read through. */
export function useOfferedCameras(q: string | null) {
  return useQuery({
    queryKey: ["cameras", "offered", q],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      take<Page<Camera>>(api.GET("/api/v1/cameras", { params: { query: { limit: OFFERED, ...(q !== null && { q }) } }, signal })),
  });
}
