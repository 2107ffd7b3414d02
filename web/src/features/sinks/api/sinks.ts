/** Where messages about cases go. */
import { api, ifMatch, take } from "@/api/client";
import type { Page, Sink, SinkMade, SinkNew } from "@/api/types";
import { useChanging } from "@/lib/changing";
import { useLiveList } from "@/lib/live-list";

const SINKS = [["sinks"]];

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
  return useChanging(SINKS, (body: SinkNew) => take<SinkMade>(api.POST("/api/v1/sinks", { body })));
}

export function useSwitchSink() {
  return useChanging(SINKS, (sink: Sink) =>
    take(
      api.PATCH("/api/v1/sinks/{sink_id}", { params: { path: { sink_id: sink.id } }, headers: ifMatch(sink), body: { enabled: !sink.enabled } }),
    ),
  );
}

export function useDropSink() {
  return useChanging(SINKS, (sink: Sink) =>
    take(api.DELETE("/api/v1/sinks/{sink_id}", { params: { path: { sink_id: sink.id } }, headers: ifMatch(sink) })),
  );
}
