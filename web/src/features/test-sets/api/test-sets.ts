/** City test sets: listed, uploaded in parts, retired. */
import { useQuery } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { Page, TestSet, TestSetNew, TestSetUpload } from "@/api/types";
import { useChanging } from "@/lib/changing";
import { useLiveList } from "@/lib/live-list";
import { type Sending, sendRest } from "@/lib/send-parts";

const LIST = ["test-sets", "list"];
const UPLOADS = ["test-sets", "uploads"];
const ADDRESS = "/api/v1/test-sets/uploads";
const LOOK_MS = 3000;
const RECENT = 20;

export const SCENES = ["day", "night", "rain", "backlight"] as const;

/** What the form asks for; an event with the classes that mean it is one line. */
export type Values = { name: string; covers: { event_type: string; classes: string[] }[]; scene?: (typeof SCENES)[number] | null; negative_hours?: number | null };

export function useTestSets() {
  return useLiveList<TestSet>({
    key: LIST,
    topics: ["test_set"],
    page: (cursor, signal) =>
      take<Page<TestSet>>(api.GET("/api/v1/test-sets", { params: { query: { limit: 50, ...(cursor !== null && { cursor }) } }, ...(signal && { signal }) })),
    one: (test_set_id) => take<TestSet>(api.GET("/api/v1/test-sets/{test_set_id}", { params: { path: { test_set_id } } })),
  });
}

export function useTestSet(test_set_id: string) {
  return useQuery({
    queryKey: ["test-sets", "one", test_set_id],
    queryFn: () => take<TestSet>(api.GET("/api/v1/test-sets/{test_set_id}", { params: { path: { test_set_id } } })),
  });
}

/** The newest archives, for whoever may send some. */
export function useUploads(enabled: boolean) {
  return useQuery({
    queryKey: UPLOADS,
    enabled,
    queryFn: ({ signal }) => take<Page<TestSetUpload>>(api.GET(ADDRESS, { params: { query: { limit: RECENT } }, signal })),
    refetchInterval: ({ state: { data } }) => (data?.items.some(isOpen) === true ? LOOK_MS : false),
  });
}

/** Whether something is still going to happen with it. */
export function isOpen({ state }: Pick<TestSetUpload, "state">): boolean {
  return state === "receiving" || state === "queued" || state === "running";
}

/** Those that still need somebody: on their way, or with faults to mend. */
export function pending(rows: readonly TestSetUpload[]): TestSetUpload[] {
  return rows.filter((one) => isOpen(one) || one.state === "refused" || one.state === "failed");
}

export function useUpload(upload_id: string) {
  return useQuery({
    queryKey: [...UPLOADS, upload_id],
    queryFn: () => readUpload(upload_id),
    refetchInterval: ({ state: { data } }) => (data !== undefined && isOpen(data) ? LOOK_MS : false),
  });
}

function readUpload(upload_id: string): Promise<TestSetUpload> {
  return take(api.GET("/api/v1/test-sets/uploads/{upload_id}", { params: { path: { upload_id } } }));
}

export function useCancelUpload() {
  return useChanging([UPLOADS], (upload_id: string) => take(api.DELETE("/api/v1/test-sets/uploads/{upload_id}", { params: { path: { upload_id } } })));
}

/** Announce an archive, or go on with one that broke off, and send what is missing; returns the upload's id. */
export function useSendTestSet() {
  return useChanging([UPLOADS], async ({ values, resumed, ...sending }: Sending & { values: Values; resumed: TestSetUpload | undefined }) => {
    const begun = resumed ?? (await take<TestSetUpload>(api.POST(ADDRESS, { body: announced(values, sending.file) })));
    await sendRest(ADDRESS, begun, sending, readUpload);
    return begun.id;
  });
}

export function announced({ name, covers, scene, negative_hours }: Values, file: Pick<File, "name" | "size">): TestSetNew {
  return {
    filename: file.name,
    size: file.size,
    name,
    covers: Object.fromEntries(covers.map(({ event_type, classes }) => [event_type, classes])),
    scene: scene ?? null,
    negative_hours: negative_hours ?? null,
  };
}

export function useRetire(test_set_id: string) {
  return useChanging([["test-sets"]], (reason: string) => take(api.POST("/api/v1/test-sets/{test_set_id}/retirement", { params: { path: { test_set_id } }, body: { reason } })));
}

/** The event types that something on the shelf raises, to choose from. */
export function useEventTypes() {
  return useQuery({ queryKey: ["leaderboard", "events"], queryFn: ({ signal }) => take(api.GET("/api/v1/leaderboard", { params: { query: {} }, signal })), select: ({ event_types }) => event_types });
}
