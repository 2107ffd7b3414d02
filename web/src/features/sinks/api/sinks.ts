/** Where messages about cases go, and how they get there. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, ifMatch, take } from "@/api/client";
import type { Attempt, DeliveryRow, DeliveryState, Page, Sink, SinkMade, SinkNew } from "@/api/types";
import { useChanging } from "@/lib/changing";
import { useLiveList } from "@/lib/live-list";
import { useRefreshOn } from "@/lib/refresh";

const SINKS = [["sinks"]];
const LOG = ["deliveries"];

export function useSinkList() {
  return useLiveList<Sink>({
    key: ["sinks"],
    topics: [],
    stirredBy: ["delivery"],
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

/** Whether a receiver is told of events that wait too long; what else is set of it stays. */
export function useTellEscalations(sink: Sink) {
  return useChanging(SINKS, (escalations: boolean) =>
    take(
      api.PATCH("/api/v1/sinks/{sink_id}", {
        params: { path: { sink_id: sink.id } },
        headers: ifMatch(sink),
        body: { options: { ...sink.options, escalations } as NonNullable<SinkNew["options"]> },
      }),
    ),
  );
}

export function useDropSink() {
  return useChanging(SINKS, (sink: Sink) =>
    take(api.DELETE("/api/v1/sinks/{sink_id}", { params: { path: { sink_id: sink.id } }, headers: ifMatch(sink) })),
  );
}

export function useTrySink() {
  return useMutation({ mutationFn: (sink_id: string) => take(api.POST("/api/v1/sinks/{sink_id}/test", { params: { path: { sink_id } } })) });
}

export function useDeliveryLog(sink_id: string, state: DeliveryState | null) {
  return useLiveList<DeliveryRow>({
    key: [...LOG, sink_id, state],
    topics: [],
    stirredBy: ["delivery"],
    grows: true,
    page: (cursor, signal) =>
      take<Page<DeliveryRow>>(
        api.GET("/api/v1/deliveries", {
          params: { query: { limit: 50, sink_id, ...(state !== null && { state }), ...(cursor !== null && { cursor }) } },
          ...(signal && { signal }),
        }),
      ),
    one: () => Promise.reject(new Error("the log is read as a whole")),
  });
}

export function useAttempts(delivery_id: string) {
  const key = [...LOG, "attempts", delivery_id];
  useRefreshOn(["delivery"], key);
  return useQuery({
    queryKey: key,
    queryFn: () => take<Page<Attempt>>(api.GET("/api/v1/deliveries/{delivery_id}/attempts", { params: { path: { delivery_id }, query: { limit: 50 } } })),
  });
}

export function useSendAgain() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (delivery_id: string) => take(api.POST("/api/v1/deliveries/{delivery_id}/retry", { params: { path: { delivery_id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: LOG }),
  });
}

export function useReplay() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (sink_id: string) => take(api.POST("/api/v1/deliveries/replay", { body: { sink_id } })),
    onSuccess: () => client.invalidateQueries({ queryKey: LOG }),
  });
}
