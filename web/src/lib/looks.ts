/** Looks: saying why before a clear or a live picture is shown. */
import { useQuery } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { Viewing } from "@/api/types";

export type Look = { reason: string; note: string | null };
type Sight = { kind: "evidence"; object_type: "events" } | { kind: "live"; object_type: "cameras" };
export const EVENT_SIGHT: Sight = { kind: "evidence", object_type: "events" };
export const CAMERA_SIGHT: Sight = { kind: "live", object_type: "cameras" };

export function useLookReasons() {
  return useQuery({
    queryKey: ["viewing-reasons"],
    staleTime: Infinity,
    queryFn: () => take(api.GET("/api/v1/viewing-reasons")),
  });
}

export function beginLook(sight: Sight, ids: readonly string[], look: Look): Promise<Viewing> {
  return take(api.POST("/api/v1/viewings", { body: { ...sight, object_ids: [...ids], ...look } }));
}

/** End a look; one that cannot be ended now ends by itself when nobody fetches any more. */
export async function endLook(viewing_id: string): Promise<void> {
  await api.DELETE("/api/v1/viewings/{viewing_id}", { params: { path: { viewing_id } }, keepalive: true }).catch(() => undefined);
}
