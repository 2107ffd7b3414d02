/** The dictionary of a city: its matters, and which matter each event type is. */
import { useQuery } from "@tanstack/react-query";
import { api, ifMatch, take } from "@/api/client";
import type { Matter, MatterChange, MatterMapping, MatterMappingNew, MatterNew, Page } from "@/api/types";
import { useChanging } from "@/lib/changing";
import { useLiveList } from "@/lib/live-list";

const MATTERS = ["matters"] as const;
const MAPPINGS = ["matter-mappings"] as const;

export type MatterFilters = { text: string | null; class_code: string | null; local: boolean };

export function useMatterList(organization_id: string, filters: MatterFilters) {
  return useLiveList<Matter>({
    key: [...MATTERS, organization_id, filters],
    topics: [],
    keeps: true,
    page: (cursor, signal) => readMatters(organization_id, filters, cursor, signal),
    one: () => Promise.reject(new Error("matters are read as a list")),
  });
}

function readMatters(organization_id: string, filters: MatterFilters, cursor: string | null, signal?: AbortSignal): Promise<Page<Matter>> {
  const { text, class_code, local } = filters;
  const query = { limit: 200, ...(text !== null && { text }), ...(class_code !== null && { class_code }), ...(local && { local }), ...(cursor !== null && { cursor }) };
  return take<Page<Matter>>(api.GET("/api/v1/organizations/{organization_id}/matters", { params: { path: { organization_id }, query }, ...(signal && { signal }) }));
}

/** Matters in use that a text is found in, to choose one from. */
export function useMatterSearch(organization_id: string, text: string) {
  return useQuery({
    queryKey: [...MATTERS, organization_id, "search", text],
    queryFn: ({ signal }) =>
      take<Page<Matter>>(
        api.GET("/api/v1/organizations/{organization_id}/matters", { params: { path: { organization_id }, query: { limit: 50, enabled: true, ...(text !== "" && { text }) } }, signal }),
      ),
  });
}

export function useMappings(organization_id: string) {
  return useQuery({
    queryKey: [...MAPPINGS, organization_id],
    queryFn: ({ signal }) =>
      take<Page<MatterMapping>>(api.GET("/api/v1/organizations/{organization_id}/matter-mappings", { params: { path: { organization_id }, query: { limit: 200 } }, signal })),
  });
}

export function useExtend(organization_id: string) {
  return useChanging([MATTERS], (body: MatterNew) => take(api.POST("/api/v1/organizations/{organization_id}/matters", { params: { path: { organization_id } }, body })));
}

export function useChangeMatter(organization_id: string, row: Matter) {
  return useChanging([MATTERS, MAPPINGS], (body: MatterChange) =>
    take(api.PATCH("/api/v1/organizations/{organization_id}/matters/{matter_id}", { params: { path: { organization_id, matter_id: row.id } }, headers: ifMatch(row), body })),
  );
}

export function useSetMapping(organization_id: string) {
  return useChanging([MAPPINGS], (body: MatterMappingNew) =>
    take(api.POST("/api/v1/organizations/{organization_id}/matter-mappings", { params: { path: { organization_id } }, body })),
  );
}

export function useRemoveMapping(organization_id: string) {
  return useChanging([MAPPINGS], (mapping_id: string) =>
    take(api.DELETE("/api/v1/organizations/{organization_id}/matter-mappings/{mapping_id}", { params: { path: { organization_id, mapping_id } } })),
  );
}
