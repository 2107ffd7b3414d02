/** Platforms that list cameras. */
import { useQuery } from "@tanstack/react-query";
import { api, ifMatch, take } from "@/api/client";
import type { CameraSource, CameraSourceChange, CameraSourceNew, Page } from "@/api/types";
import { useChanging } from "@/lib/changing";
import { useLiveList } from "@/lib/live-list";

const KEY = ["camera-sources"];
const SOURCES = [KEY];
const LOOK_MS = 3000;
const SHOWN = 100;

export function useSourceList() {
  return useLiveList<CameraSource>({
    key: KEY,
    topics: [],
    pollMs: LOOK_MS,
    page: (cursor, signal) =>
      take<Page<CameraSource>>(
        api.GET("/api/v1/camera-sources", { params: { query: { limit: 100, ...(cursor !== null && { cursor }) } }, ...(signal && { signal }) }),
      ),
    one: () => Promise.reject(new Error("sources do not change by the stream")),
  });
}

/** Channels the platform lists no more, the newest of them. */
export function useVanished(source_id: string, finished_at: string | null) {
  return useQuery({
    queryKey: [...KEY, "vanished", source_id, finished_at],
    queryFn: () =>
      take(api.GET("/api/v1/camera-sources/{source_id}/channels", { params: { path: { source_id }, query: { vanished: true, limit: SHOWN } } })),
  });
}

export function useAddSource() {
  return useChanging(SOURCES, (body: CameraSourceNew) => take<CameraSource>(api.POST("/api/v1/camera-sources", { body })));
}

/** Change a source against the revision that the reader saw. */
export function useChangeSource(source: CameraSource) {
  return useChanging(SOURCES, (body: CameraSourceChange) =>
    take<CameraSource>(api.PATCH("/api/v1/camera-sources/{source_id}", { params: { path: { source_id: source.id } }, headers: ifMatch(source), body })),
  );
}

export function useDropSource() {
  return useChanging(SOURCES, ({ id }: CameraSource) => take(api.DELETE("/api/v1/camera-sources/{source_id}", { params: { path: { source_id: id } } })));
}

export function useSynchronize() {
  return useChanging(SOURCES, ({ id }: CameraSource) =>
    take<CameraSource>(api.POST("/api/v1/camera-sources/{source_id}/synchronization", { params: { path: { source_id: id } } })),
  );
}
