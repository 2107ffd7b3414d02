/** Sinks, users and organizations. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, ifMatch, take } from "@/api/client";
import type { Page, Sink, SinkMade, SinkNew, User, UserNew } from "@/api/types";
import { useLiveList } from "@/lib/live-list";

export function useSinkList() {
  return useLiveList<Sink>({
    key: ["sinks"],
    topics: [],
    page: (cursor, signal) =>
      take<Page<Sink>>(api.GET("/api/v1/sinks", { params: { query: { limit: 100, ...(cursor !== null && { cursor }) } }, ...(signal && { signal }) })),
    one: () => Promise.reject(new Error("sinks do not change by themselves")),
  });
}

export function useAddSink() {
  return useChanging(["sinks"], (body: SinkNew) => take<SinkMade>(api.POST("/api/v1/sinks", { body })));
}

export function useSwitchSink() {
  return useChanging(["sinks"], (sink: Sink) =>
    take(
      api.PATCH("/api/v1/sinks/{sink_id}", { params: { path: { sink_id: sink.id } }, headers: ifMatch(sink), body: { enabled: !sink.enabled } }),
    ),
  );
}

export function useDropSink() {
  return useChanging(["sinks"], (sink: Sink) =>
    take(api.DELETE("/api/v1/sinks/{sink_id}", { params: { path: { sink_id: sink.id } }, headers: ifMatch(sink) })),
  );
}

export function useUserList() {
  return useLiveList<User>({
    key: ["users"],
    topics: [],
    page: (cursor, signal) =>
      take<Page<User>>(api.GET("/api/v1/users", { params: { query: { limit: 100, ...(cursor !== null && { cursor }) } }, ...(signal && { signal }) })),
    one: (user_id) => take(api.GET("/api/v1/users/{user_id}", { params: { path: { user_id } } })),
  });
}

export function useAddUser() {
  return useChanging(["users"], (body: UserNew) => take<User>(api.POST("/api/v1/users", { body })));
}

export function useOrganizations() {
  const { data } = useQuery({
    queryKey: ["organizations"],
    queryFn: () => take(api.GET("/api/v1/organizations", { params: { query: { limit: 200 } } })),
  });
  return data?.items ?? [];
}

function useChanging<In, Out>(key: string[], mutationFn: (input: In) => Promise<Out>) {
  const client = useQueryClient();
  return useMutation({ mutationFn, onSettled: () => client.invalidateQueries({ queryKey: key }) });
}
