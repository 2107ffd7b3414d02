/** Points where water stands, the sensors that measure it, and the broker they speak over. */
import { useQuery } from "@tanstack/react-query";
import { api, ifMatch, take } from "@/api/client";
import type { Page, RefusalReason, WaterLink, WaterPoint, WaterReading, WaterRefusal, WaterSensor, WaterSensorChange, WaterSensorNew } from "@/api/types";
import { useChanging } from "@/lib/changing";
import { useLiveList } from "@/lib/live-list";
import { useRefreshOn } from "@/lib/refresh";

const SENSORS = [["water", "sensors"]];
const LINK_MS = 10_000;

const point = (point_id: string) => take<WaterPoint>(api.GET("/api/v1/water/points/{point_id}", { params: { path: { point_id } } }));
const sensor = (sensor_id: string) => take<WaterSensor>(api.GET("/api/v1/water/sensors/{sensor_id}", { params: { path: { sensor_id } } }));

export function usePointList(state: "open" | "ended") {
  return useLiveList<WaterPoint>({
    key: ["water", "points", state],
    topics: ["water_point"],
    stirredBy: ["water_sensor"],
    page: (cursor, signal) =>
      take<Page<WaterPoint>>(api.GET("/api/v1/water/points", { params: { query: { limit: 100, state, ...(cursor !== null && { cursor }) } }, ...(signal && { signal }) })),
    one: point,
    keeps: true,
  });
}

export function usePoint(id: string) {
  const key = ["water", "point", id];
  useRefreshOn(["water_point", "water_sensor", "event"], key);
  return useQuery({ queryKey: key, queryFn: () => point(id) });
}

export function useSensorList() {
  return useLiveList<WaterSensor>({
    key: ["water", "sensors", "list"],
    topics: ["water_sensor"],
    page: (cursor, signal) =>
      take<Page<WaterSensor>>(api.GET("/api/v1/water/sensors", { params: { query: { limit: 100, ...(cursor !== null && { cursor }) } }, ...(signal && { signal }) })),
    one: sensor,
  });
}

export function useSensor(id: string) {
  const key = ["water", "sensors", "one", id];
  useRefreshOn(["water_sensor"], key);
  return useQuery({ queryKey: key, queryFn: () => sensor(id) });
}

export function useReadings(sensor_id: string) {
  const key = ["water", "readings", sensor_id];
  useRefreshOn(["water_sensor"], key);
  return useQuery({
    queryKey: key,
    queryFn: () => take<WaterReading[]>(api.GET("/api/v1/water/sensors/{sensor_id}/readings", { params: { path: { sensor_id }, query: { limit: 200 } } })),
  });
}

export const REASONS = ["malformed", "no_depth", "depth_impossible", "bad_time", "from_future", "too_old", "sensor_unknown", "sensor_off"] as const satisfies readonly RefusalReason[];

export function useRefusalList(device: string | null, reason: RefusalReason | null) {
  return useLiveList<WaterRefusal>({
    key: ["water", "refusals", device, reason],
    topics: [],
    stirredBy: ["water_refusal"],
    grows: true,
    keeps: true,
    page: (cursor, signal) =>
      take<Page<WaterRefusal>>(
        api.GET("/api/v1/water/refusals", {
          params: { query: { limit: 100, ...(device !== null && { device }), ...(reason !== null && { reason }), ...(cursor !== null && { cursor }) } },
          ...(signal && { signal }),
        }),
      ),
    one: () => Promise.reject(new Error("a refusal never changes")),
  });
}

export function useLink() {
  return useQuery({ queryKey: ["water", "link"], queryFn: () => take<WaterLink>(api.GET("/api/v1/water/link")), refetchInterval: LINK_MS });
}

export function useAddSensor() {
  return useChanging(SENSORS, (body: WaterSensorNew) => take<WaterSensor>(api.POST("/api/v1/water/sensors", { body })));
}

export function useChangeSensor(row: WaterSensor) {
  return useChanging(SENSORS, (body: WaterSensorChange) =>
    take<WaterSensor>(api.PATCH("/api/v1/water/sensors/{sensor_id}", { params: { path: { sensor_id: row.id } }, headers: ifMatch(row), body })),
  );
}

export function useDropSensor() {
  return useChanging(SENSORS, (row: WaterSensor) => take(api.DELETE("/api/v1/water/sensors/{sensor_id}", { params: { path: { sensor_id: row.id } } })));
}
