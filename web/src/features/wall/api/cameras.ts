/** The cameras of a wall, and those that could be on it. */
import { keepPreviousData, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import { Problem } from "@/api/problem";
import type { Camera, Page } from "@/api/types";

const LOOK_MS = 10_000;
const OFFERED = 50;

export type WallCamera = { id: string; camera: Camera | undefined; error: Error | null };

export function useWallCameras(ids: readonly string[]): WallCamera[] {
  const found = useQueries({
    queries: ids.map((id) => ({
      queryKey: ["cameras", "one", id],
      queryFn: () => take<Camera>(api.GET("/api/v1/cameras/{camera_id}", { params: { path: { camera_id: id } } })),
      refetchInterval: LOOK_MS,
      retry: (failures: number, error: Error) => failures < 2 && !isOut(error),
    })),
  });
  return ids.map((id, index) => ({ id, camera: found[index]?.data, error: found[index]?.error ?? null }));
}

/** What the picker has read need not be read again: the wall goes on without a pause. */
export function useRemember(): (cameras: readonly Camera[]) => void {
  const client = useQueryClient();
  return (cameras) => cameras.forEach((camera) => client.setQueryData(["cameras", "one", camera.id], camera));
}

/** Whether a camera cannot be on this reader's wall: it was deleted, or is not his to see. */
export function isOut(error: Error | null): boolean {
  return error instanceof Problem && (error.status === 403 || error.status === 404);
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
