/** Lists of cameras from files: uploaded, checked, applied. */
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { CameraImport, ImportFault, ImportPreview, ImportStart, Page } from "@/api/types";
import { upload } from "@/lib/upload";
import { useChanging } from "@/lib/changing";
import { useLiveList } from "@/lib/live-list";

const IMPORTS = ["camera-imports"];
const LIST = [...IMPORTS, "list"];
const WORKING_MS = 1000;
const LOOK_MS = 5000;
const TEMPLATE = "/api/v1/camera-imports/template";

export type ImportState = CameraImport["state"];

/** Whether the server is at it. */
export function isWorking({ state }: Pick<CameraImport, "state">): boolean {
  return state === "queued" || state === "running";
}

export function useImportList() {
  return useLiveList<CameraImport>({
    key: LIST,
    topics: [],
    pollMs: LOOK_MS,
    page: (cursor, signal) =>
      take<Page<CameraImport>>(
        api.GET("/api/v1/camera-imports", { params: { query: { limit: 50, ...(cursor !== null && { cursor }) } }, ...(signal && { signal }) }),
      ),
    one: readImport,
  });
}

function readImport(import_id: string): Promise<CameraImport> {
  return take(api.GET("/api/v1/camera-imports/{import_id}", { params: { path: { import_id } } }));
}

const oneKey = (id: string) => [...IMPORTS, "one", id];

export function useImport(id: string) {
  return useQuery({
    queryKey: oneKey(id),
    queryFn: () => readImport(id),
    refetchInterval: ({ state: { data } }) => (data !== undefined && isWorking(data) ? WORKING_MS : false),
  });
}

export function usePreview(import_id: string) {
  return useQuery({
    queryKey: [...IMPORTS, "preview", import_id],
    queryFn: () => take<ImportPreview>(api.GET("/api/v1/camera-imports/{import_id}/preview", { params: { path: { import_id } } })),
    staleTime: Infinity,
    retry: false,
  });
}

type Sending = { file: File; owner_id: string; onShare: (share: number) => void; signal: AbortSignal };

/** Announce a file and send it; returns the import's id. */
export function useUpload() {
  return useChanging([LIST], async ({ file, owner_id, onShare, signal }: Sending) => {
    const { id } = await take<CameraImport>(api.POST("/api/v1/camera-imports", { body: { filename: file.name, owner_id } }));
    await upload(`/api/v1/camera-imports/${id}/file`, file, onShare, signal);
    return id;
  });
}

/** Check or apply a file. */
export function useStartImport(import_id: string) {
  return useImportChange((body: ImportStart) => take<CameraImport>(api.POST("/api/v1/camera-imports/{import_id}/start", { params: { path: { import_id } }, body })));
}

export function useCancelImport(import_id: string) {
  return useImportChange<null>(() => take<CameraImport>(api.POST("/api/v1/camera-imports/{import_id}/cancel", { params: { path: { import_id } } })));
}

function useImportChange<In>(mutationFn: (input: In) => Promise<CameraImport>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: (one) => {
      client.setQueryData(oneKey(one.id), one);
      void client.invalidateQueries({ queryKey: [...IMPORTS, "preview", one.id] });
      void client.invalidateQueries({ queryKey: LIST });
    },
  });
}

/** What is wrong with the rows, as it is found; `done` makes it read again. */
export function useFaults(import_id: string, done: string) {
  const query = useInfiniteQuery({
    queryKey: [...IMPORTS, "faults", import_id, done],
    queryFn: ({ pageParam, signal }) =>
      take<Page<ImportFault>>(
        api.GET("/api/v1/camera-imports/{import_id}/faults", {
          params: { path: { import_id }, query: { limit: 200, ...(pageParam !== null && { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    placeholderData: keepPreviousData,
  });
  const rows = query.data?.pages.flatMap(({ items }) => items) ?? [];
  return {
    rows: rows.map((fault) => ({ ...fault, id: `${fault.row} ${fault.field}` })),
    total: query.data?.pages[0],
    error: query.error,
    pending: query.isPending,
    hasMore: query.hasNextPage,
    loadMore: () => {
      if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
    },
  };
}

/** The faults as a file, in the language of the console, which a plain link would not ask for. */
export async function saveFaults(import_id: string): Promise<void> {
  const path = "/api/v1/camera-imports/{import_id}/faults/export";
  const blob = await take<Blob>(api.GET(path, { params: { path: { import_id } }, parseAs: "blob" }));
  save(blob, `faults-${import_id}.csv`);
}

export async function saveTemplate(): Promise<void> {
  save(await take<Blob>(api.GET(TEMPLATE, { parseAs: "blob" })), "cameras.csv");
}

function save(blob: Blob, name: string): void {
  const href = URL.createObjectURL(blob);
  const link = Object.assign(document.createElement("a"), { href, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(href), 1000);
}
