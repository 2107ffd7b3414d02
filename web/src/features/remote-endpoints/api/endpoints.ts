/** Vendors' endpoints: registered and tried by the vendor, let in by security. */
import { useInfiniteQuery, useMutation, useQuery } from "@tanstack/react-query";
import { api, ifMatch, take } from "@/api/client";
import type { EndpointChange, EndpointNew, EndpointState, EndpointStep, Page, RemoteEndpoint } from "@/api/types";
import { useChanging } from "@/lib/changing";
import { useLiveList } from "@/lib/live-list";
import { useRefreshOn } from "@/lib/refresh";

const ENDPOINTS = ["remote-endpoints"];
export const STATES = ["waiting", "approved", "refused"] as const satisfies readonly EndpointState[];

export function useEndpointList(state: EndpointState | null) {
  useRefreshOn(["remote_endpoint"], ENDPOINTS);
  return useLiveList<RemoteEndpoint>({
    key: [...ENDPOINTS, "list", state],
    topics: [],
    page: (cursor, signal) =>
      take<Page<RemoteEndpoint>>(
        api.GET("/api/v1/remote-endpoints", {
          params: { query: { limit: 100, ...(state !== null && { state }), ...(cursor !== null && { cursor }) } },
          ...(signal && { signal }),
        }),
      ),
    one: readEndpoint,
  });
}

function readEndpoint(remote_endpoint_id: string): Promise<RemoteEndpoint> {
  return take(api.GET("/api/v1/remote-endpoints/{remote_endpoint_id}", { params: { path: { remote_endpoint_id } } }));
}

/** One by itself: it may have left the list, as what is decided leaves what waits. */
export function useEndpoint(id: string) {
  return useQuery({ queryKey: [...ENDPOINTS, "one", id], queryFn: () => readEndpoint(id) });
}

/** What became of it and of earlier ones of its name, the newest first. */
export function useEndpointHistory(remote_endpoint_id: string) {
  return useInfiniteQuery({
    queryKey: [...ENDPOINTS, "history", remote_endpoint_id],
    queryFn: ({ pageParam, signal }) =>
      take<Page<EndpointStep>>(
        api.GET("/api/v1/remote-endpoints/{remote_endpoint_id}/history", {
          params: { path: { remote_endpoint_id }, query: { limit: 50, ...(pageParam !== null && { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
  });
}

export function useRegisterEndpoint() {
  return useChanging([ENDPOINTS], (body: EndpointNew) => take<RemoteEndpoint>(api.POST("/api/v1/remote-endpoints", { body })));
}

export function useChangeEndpoint(one: RemoteEndpoint) {
  return useChanging([ENDPOINTS], (body: EndpointChange) =>
    take<RemoteEndpoint>(api.PATCH("/api/v1/remote-endpoints/{remote_endpoint_id}", { params: { path: pathOf(one) }, headers: ifMatch(one), body })),
  );
}

export function useDropEndpoint() {
  return useChanging([[...ENDPOINTS, "list"]], (one: RemoteEndpoint) => take(api.DELETE("/api/v1/remote-endpoints/{remote_endpoint_id}", { params: { path: pathOf(one) } })));
}

/** Ask it now whether it is alive; nothing of it changes. */
export function useTryEndpoint(one: RemoteEndpoint) {
  return useMutation({ mutationFn: () => take(api.POST("/api/v1/remote-endpoints/{remote_endpoint_id}/test", { params: { path: pathOf(one) } })) });
}

/** Decide about the very endpoint that is shown: one that its vendor has moved meanwhile is another. */
export function useDecide(one: RemoteEndpoint) {
  return useChanging([ENDPOINTS], (body: { approve: boolean; reason: string }) =>
    take<RemoteEndpoint>(api.POST("/api/v1/remote-endpoints/{remote_endpoint_id}/decision", { params: { path: pathOf(one) }, headers: ifMatch(one), body })),
  );
}

function pathOf({ id }: RemoteEndpoint): { remote_endpoint_id: string } {
  return { remote_endpoint_id: id };
}
