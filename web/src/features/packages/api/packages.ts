/** Packages a vendor hands in: sent in parts, then looked at by the gate. */
import { useQuery } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { PackageUpload, Page } from "@/api/types";
import { useChanging } from "@/lib/changing";
import { useLiveList } from "@/lib/live-list";
import { type Sending, sendRest } from "@/lib/send-parts";

const LIST = ["packages", "list"];
const LOOK_MS = 3000;

export type UploadState = PackageUpload["state"];

/** Whether the server has something to do with it. */
export function isWorking({ state }: Pick<PackageUpload, "state">): boolean {
  return state === "queued" || state === "running";
}

export function usePackages() {
  return useLiveList<PackageUpload>({
    key: LIST,
    topics: [],
    pollMs: LOOK_MS,
    page: (cursor, signal) =>
      take<Page<PackageUpload>>(
        api.GET("/api/v1/packages/uploads", { params: { query: { limit: 50, ...(cursor !== null && { cursor }) } }, ...(signal && { signal }) }),
      ),
    one: readPackage,
  });
}

export function usePackage(id: string) {
  return useQuery({
    queryKey: ["packages", "one", id],
    queryFn: () => readPackage(id),
    refetchInterval: ({ state: { data } }) => (data !== undefined && isWorking(data) ? LOOK_MS : false),
  });
}

function readPackage(upload_id: string): Promise<PackageUpload> {
  return take(api.GET("/api/v1/packages/uploads/{upload_id}", { params: { path: { upload_id } } }));
}

export function useCancelPackage() {
  return useChanging([LIST], (upload_id: string) => take(api.DELETE("/api/v1/packages/uploads/{upload_id}", { params: { path: { upload_id } } })));
}

/** Announce a file, or go on with one that broke off, and send what is missing; returns the upload's id. */
export function useSendPackage() {
  return useChanging([LIST], async ({ resumed, ...sending }: Sending & { resumed: PackageUpload | undefined }) => {
    const { name: filename, size } = sending.file;
    const begun = resumed ?? (await take<PackageUpload>(api.POST("/api/v1/packages/uploads", { body: { filename, size } })));
    await sendRest("/api/v1/packages/uploads", begun, sending, readPackage);
    return begun.id;
  });
}
