/** A camera's newest picture, to try versions on: looked at for a stated reason, and on record. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { Camera, Page } from "@/api/types";
import { beginLook, CAMERA_SIGHT, endLook, type Look } from "@/lib/looks";

const OFFERED = 20;

/** Cameras whose name, place or code has these words. */
export function useCamerasFound(q: string) {
  return useQuery({
    queryKey: ["cameras", "found", q],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => take<Page<Camera>>(api.GET("/api/v1/cameras", { params: { query: { limit: OFFERED, ...(q !== "" && { q }) } }, signal })),
  });
}

export async function pictureOf(camera: Pick<Camera, "id">, name: string, look: Look): Promise<File> {
  const viewing = await beginLook(CAMERA_SIGHT, [camera.id], look);
  try {
    const blob = await take<Blob>(api.GET("/api/v1/cameras/{camera_id}/picture", { params: { path: { camera_id: camera.id } }, parseAs: "blob" }));
    return new File([blob], name, { type: "image/jpeg" });
  } finally {
    await endLook(viewing.id);
  }
}
