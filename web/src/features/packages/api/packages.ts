/** Packages a vendor hands in: sent in parts, then looked at by the gate. */
import { useQuery } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import { Problem } from "@/api/problem";
import type { PackageUpload, Page } from "@/api/types";
import { useChanging } from "@/lib/changing";
import { useLiveList } from "@/lib/live-list";
import { upload } from "@/lib/upload";

const LIST = ["packages", "list"];
const LOOK_MS = 3000;
const PART = 8 << 20;
/** Pauses after a broken connection, in milliseconds; after the last the reader is asked. */
const PAUSES = [1000, 2000, 4000, 8000, 16000, 30000];

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

type Sending = { file: File; resumed: PackageUpload | undefined; onShare: (share: number) => void; signal: AbortSignal };

/** Announce a file, or go on with one that broke off, and send what is missing; returns the upload's id. */
export function useSendPackage() {
  return useChanging([LIST], async ({ file, resumed, onShare, signal }: Sending) => {
    const begun = resumed ?? (await take<PackageUpload>(api.POST("/api/v1/packages/uploads", { body: { filename: file.name, size: file.size } })));
    await sendRest(begun, file, onShare, signal);
    return begun.id;
  });
}

/** The same file by name and size, of which not everything has arrived. */
export function resumable(rows: readonly PackageUpload[], file: Pick<File, "name" | "size">): PackageUpload | undefined {
  return rows.find((row) => row.state === "receiving" && row.filename === file.name && row.size === file.size);
}

async function sendRest(begun: PackageUpload, file: File, onShare: (share: number) => void, signal: AbortSignal) {
  let failures = 0;
  for (let { received, state } = begun; state === "receiving"; ) {
    const part = file.slice(received, received + PART);
    const from = received;
    onShare(from / file.size);
    try {
      await upload(`/api/v1/packages/uploads/${begun.id}/content?offset=${from}`, part, (share) => onShare((from + share * part.size) / file.size), signal);
      failures = 0;
    } catch (error) {
      if (!bearable(error) || failures >= PAUSES.length) throw error;
      await pause(PAUSES[failures++] ?? 0, signal);
    }
    ({ received, state } = await readPackage(begun.id));
  }
}

/** A broken connection, a server that restarts or is ahead of us; any other refusal is final. */
function bearable(error: unknown): boolean {
  if (!(error instanceof Problem)) return false;
  return error.status === 0 || error.status >= 500 || error.code === "upload_busy" || error.code === "upload_out_of_step";
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(new DOMException("aborted", "AbortError"));
    });
  });
}
