/** Subscribing many cameras: finding them, checking what it comes to, doing it. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { Camera, CameraQuery, Page, SubscriptionsNew, SubscriptionsPlan } from "@/api/types";
import type { CameraFilter } from "@/features/subscriptions/api/picked";
import { useChanging } from "@/lib/changing";
import { useLiveList } from "@/lib/live-list";
import { HOME_ZOOM } from "@/lib/map-view";

export type Checked = SubscriptionsPlan["cameras"][number];

/** Whether a camera can be subscribed: it is not yet, and is not shared to be seen only. */
export function isFresh({ subscribed, terms }: Checked): boolean {
  return !subscribed && terms !== "see";
}

const STALE_MS = 600_000;

export function useFoundCameras(filter: CameraFilter) {
  const query = filter as CameraQuery;
  return useLiveList<Camera>({
    key: ["cameras", "list", filter, "name"],
    topics: [],
    keeps: true,
    page: (cursor, signal) =>
      take<Page<Camera>>(api.GET("/api/v1/cameras", { params: { query: { limit: 100, sort: "name", ...query, ...(cursor !== null && { cursor }) } }, ...(signal && { signal }) })),
    one: (camera_id) => take(api.GET("/api/v1/cameras/{camera_id}", { params: { path: { camera_id } } })),
  });
}

/** Which tags and groups there are. */
export function useCameraValues() {
  const { data } = useQuery({ queryKey: ["cameras", "values"], queryFn: ({ signal }) => take(api.GET("/api/v1/cameras/values", { signal })), staleTime: STALE_MS });
  return data;
}

/** Where such cameras stand: in a part of the map, or roughly all of them. */
export function useStanding(filter: CameraFilter, asked: { bbox: string; zoom: number } | undefined) {
  const query = { ...(filter as Omit<CameraQuery, "bbox">), ...(asked ?? { zoom: HOME_ZOOM }) };
  return useQuery({
    queryKey: ["cameras", "standing", query],
    queryFn: ({ signal }) => take(api.GET("/api/v1/cameras/map", { params: { query }, signal })),
    placeholderData: keepPreviousData,
    staleTime: STALE_MS,
  });
}

/** What it comes to; nothing is written. */
export function useCheck(asked: SubscriptionsNew, enabled = true) {
  return useQuery({
    queryKey: ["subscriptions", "check", asked],
    queryFn: ({ signal }) => take<SubscriptionsPlan>(api.POST("/api/v1/subscriptions/bulk", { body: { ...asked, dry_run: true }, signal })),
    enabled,
    staleTime: 0,
    gcTime: 0,
    placeholderData: keepPreviousData,
  });
}

export function useSubscribeMany() {
  return useChanging([["subscriptions"], ["cameras"], ["approvals"]], (body: SubscriptionsNew) => take<SubscriptionsPlan>(api.POST("/api/v1/subscriptions/bulk", { body })));
}

/** Requests of the reader's organization that wait for an approval. */
export function useWaitingRequests(enabled: boolean) {
  const { data } = useQuery({
    queryKey: ["approvals", "list", "subscription_requests"],
    enabled,
    queryFn: ({ signal }) => take(api.GET("/api/v1/approvals", { params: { query: { object_type: "subscription_requests", state: "waiting", limit: 20 } }, signal })),
  });
  return data?.items ?? [];
}
