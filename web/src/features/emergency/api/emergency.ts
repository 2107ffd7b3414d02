/** Emergencies: who was told, who has answered, and what can be sent. */
import { useQuery } from "@tanstack/react-query";
import { api, ifMatch, take } from "@/api/client";
import type { AffectedPlace, Emergency, EmergencyChange, EmergencyOrder, NearResource, Page, Receipt } from "@/api/types";
import { useChanging } from "@/lib/changing";
import { useLiveList } from "@/lib/live-list";
import { useRefreshOn } from "@/lib/refresh";

const KEY = ["emergencies"];
const ALL = [KEY];

const one = (emergency_id: string) => take<Emergency>(api.GET("/api/v1/emergencies/{emergency_id}", { params: { path: { emergency_id } } }));

export function useEmergencyList(state: "open" | "ended") {
  return useLiveList<Emergency>({
    key: [...KEY, "list", state],
    topics: ["emergency"],
    stirredBy: ["delivery"],
    page: (cursor, signal) =>
      take<Page<Emergency>>(api.GET("/api/v1/emergencies", { params: { query: { limit: 100, state, ...(cursor !== null && { cursor }) } }, ...(signal && { signal }) })),
    one,
    keeps: true,
  });
}

export function useEmergency(id: string) {
  const key = [...KEY, "one", id];
  useRefreshOn(["emergency", "delivery"], key);
  return useQuery({ queryKey: key, queryFn: () => one(id) });
}

export function useNear(id: string, within_km: number) {
  return useQuery({
    queryKey: [...KEY, "near", id, within_km],
    queryFn: () => take<NearResource[]>(api.GET("/api/v1/emergencies/{emergency_id}/resources", { params: { path: { emergency_id: id }, query: { within_km } } })),
  });
}

export function useAffected(id: string) {
  const key = [...KEY, "affected", id];
  useRefreshOn(["emergency", "place"], key);
  return useQuery({
    queryKey: key,
    queryFn: () => take<AffectedPlace[]>(api.GET("/api/v1/emergencies/{emergency_id}/places", { params: { path: { emergency_id: id } } })),
  });
}

export function useDispatch(emergency_id: string) {
  return useChanging(ALL, (body: EmergencyOrder) => take(api.POST("/api/v1/emergencies/{emergency_id}/dispatch", { params: { path: { emergency_id } }, body })));
}

export function useReceipt(emergency_id: string, call_id: string) {
  return useChanging(ALL, (receipt: Receipt["receipt"]) =>
    take(api.POST("/api/v1/emergencies/{emergency_id}/calls/{call_id}/receipt", { params: { path: { emergency_id, call_id } }, body: { receipt } })),
  );
}

export function useEnd(emergency_id: string) {
  return useChanging(ALL, (reason: string) => take(api.POST("/api/v1/emergencies/{emergency_id}/end", { params: { path: { emergency_id } }, body: { reason } })));
}

export function useChangeEmergency(emergency: Emergency) {
  return useChanging(ALL, (body: EmergencyChange) =>
    take(api.PATCH("/api/v1/emergencies/{emergency_id}", { params: { path: { emergency_id: emergency.id } }, headers: ifMatch(emergency), body })),
  );
}
