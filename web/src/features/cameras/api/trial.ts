/** Trying a camera, and asking a device for its streams. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { Camera, CameraFound, CameraLookup, CameraTrial } from "@/api/types";
import type { Look } from "@/lib/looks";

/** What is tried: a camera as it is saved, an address that is not, or a stream that a device named. */
export type Target = { camera_id: string } | { url: string } | { ticket: string };
export type Device = { host: string; port?: number | null; user: string; password: string };

/** Connect once; with a reason for looking a picture comes, too. */
export function useTrial() {
  return useMutation({
    mutationFn: ({ target, look }: { target: Target; look: Look | null }) => {
      const why = { reason: look?.reason ?? null, note: look?.note ?? null };
      return "camera_id" in target
        ? take<CameraTrial>(api.POST("/api/v1/cameras/{camera_id}/test", { params: { path: target }, body: why }))
        : take<CameraTrial>(api.POST("/api/v1/cameras/test", { body: { ...target, ...why } }));
    },
  });
}

export function useLookup() {
  return useMutation({ mutationFn: (body: Device) => take<CameraLookup>(api.POST("/api/v1/cameras/lookup", { body })) });
}

/** Make a camera of a stream that a device named; its password does not travel again. */
export function useAddFound() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: CameraFound) => take<Pick<Camera, "id" | "name_zh">>(api.POST("/api/v1/cameras/from-lookup", { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["cameras"] }),
  });
}

/** Where the media server shows a camera, for who has said why he looks. */
export async function mediaLink(camera_id: string, look: Look): Promise<string> {
  const answer = take(api.POST("/api/v1/cameras/{camera_id}/live-link", { params: { path: { camera_id } }, body: look }));
  return (await answer).url;
}
