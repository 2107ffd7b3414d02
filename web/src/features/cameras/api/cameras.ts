/** Reading and changing cameras. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, ifMatch, take } from "@/api/client";
import type { Camera, CameraChange, CameraNew, Page } from "@/api/types";
import type { CameraFilters, CameraSort } from "@/features/cameras/api/filters";
import { flat, type Pages } from "@/lib/live-pages";
import { useLiveList } from "@/lib/live-list";

const LISTS = ["cameras", "list"];
const LOOK_MS = 5000;

export function useCameraList(filters: CameraFilters, sort: CameraSort = "-created") {
  return useLiveList<Camera>({
    key: [...LISTS, filters, sort],
    topics: ["camera"],
    keeps: true,
    pollMs: LOOK_MS,
    page: (cursor, signal) =>
      take<Page<Camera>>(
        api.GET("/api/v1/cameras", {
          params: { query: { limit: 100, ...filters, sort, ...(cursor !== null && { cursor }) } },
          ...(signal && { signal }),
        }),
      ),
    one: readCamera,
  });
}

function readCamera(id: string): Promise<Camera> {
  return take(api.GET("/api/v1/cameras/{camera_id}", { params: { path: { camera_id: id } } }));
}

export function useCamera(id: string) {
  const client = useQueryClient();
  const query = useQuery({ queryKey: ["cameras", "one", id], queryFn: () => readCamera(id), refetchInterval: LOOK_MS });
  const row = client
    .getQueriesData<Pages<Camera>>({ queryKey: LISTS })
    .flatMap(([, data]) => flat(data))
    .find((each) => each.id === id);
  return { camera: query.data ?? row, error: query.error, retry: () => void query.refetch() };
}

export function useCameraSubscriptions(camera_id: string) {
  return useQuery({
    queryKey: ["subscriptions", "of", camera_id],
    refetchInterval: LOOK_MS,
    queryFn: () => take(api.GET("/api/v1/subscriptions", { params: { query: { camera_id, limit: 50 } } })),
  });
}

/** Add a camera, or change one against the revision that the reader saw. */
export function useSaveCamera(camera: Camera | undefined) {
  return useChanging((body: CameraNew | CameraChange) =>
    camera === undefined
      ? take<Camera>(api.POST("/api/v1/cameras", { body: body as CameraNew }))
      : take<Camera>(api.PATCH("/api/v1/cameras/{camera_id}", { params: { path: { camera_id: camera.id } }, headers: ifMatch(camera), body })),
  );
}

/** Take what the camera shows from now on as its usual view. */
export function useAcceptView() {
  return useChanging((camera: Camera) => take(api.POST("/api/v1/cameras/{camera_id}/view", { params: { path: { camera_id: camera.id } } })));
}

export function useDeleteCamera() {
  return useChanging(
    (camera: Camera) => take(api.DELETE("/api/v1/cameras/{camera_id}", { params: { path: { camera_id: camera.id } }, headers: ifMatch(camera) })),
    LISTS,
  );
}

function useChanging<In, Out>(mutationFn: (input: In) => Promise<Out>, queryKey = ["cameras"]) {
  const client = useQueryClient();
  return useMutation({ mutationFn, onSuccess: () => client.invalidateQueries({ queryKey }) });
}
