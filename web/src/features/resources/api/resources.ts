/** The registry of what can be sent to an emergency. */
import { api, ifMatch, take } from "@/api/client";
import type { Page, Resource, ResourceChange, ResourceImport, ResourceNew } from "@/api/types";
import { useChanging } from "@/lib/changing";
import { useLiveList } from "@/lib/live-list";

const KEY = ["resources"];
const ALL = [KEY];
export const KINDS = ["pump", "team", "vehicle", "material", "boat", "fire", "medical", "shelter", "other"] as const;
export type Kind = (typeof KINDS)[number];

export function useResourceList(kind: Kind | null) {
  return useLiveList<Resource>({
    key: [...KEY, kind],
    topics: [],
    page: (cursor, signal) =>
      take<Page<Resource>>(
        api.GET("/api/v1/resources", { params: { query: { limit: 100, ...(kind !== null && { kind }), ...(cursor !== null && { cursor }) } }, ...(signal && { signal }) }),
      ),
    one: () => Promise.reject(new Error("resources do not change by themselves")),
    keeps: true,
  });
}

export function useAddResource() {
  return useChanging(ALL, (body: ResourceNew) => take<Resource>(api.POST("/api/v1/resources", { body })));
}

export function useChangeResource() {
  return useChanging(ALL, ({ row, body }: { row: Resource; body: ResourceChange }) =>
    take<Resource>(api.PATCH("/api/v1/resources/{resource_id}", { params: { path: { resource_id: row.id } }, headers: ifMatch(row), body })),
  );
}

export function useDropResource() {
  return useChanging(ALL, (row: Resource) => take(api.DELETE("/api/v1/resources/{resource_id}", { params: { path: { resource_id: row.id } } })));
}

/** Have a list looked through, or taken. */
export function useImportResources() {
  return useChanging(ALL, (body: { text: string; applies: boolean }) => take<ResourceImport>(api.POST("/api/v1/resources/import", { body })));
}

/** A list as text: UTF-8, or what Chinese spreadsheet programs write. */
export async function textOf(file: File): Promise<string> {
  const bytes = await file.arrayBuffer();
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}

export async function saveTemplate(): Promise<void> {
  const { data } = await api.GET("/api/v1/resources/template", { parseAs: "blob" });
  const address = URL.createObjectURL(data as Blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = "resources.csv";
  link.click();
  URL.revokeObjectURL(address);
}
