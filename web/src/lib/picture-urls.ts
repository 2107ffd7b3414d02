/** Pictures fetched as blobs: their addresses live as long as the query that holds them. */
import type { QueryClient } from "@tanstack/react-query";

export const PICTURES = "pictures";
export type FetchedPicture = { url: string };
const GRACE_MS = 2000;

/** Give a picture's memory back once its query holds another one, or is gone. */
export function releasePictures(client: QueryClient): void {
  const held = new Map<string, string>();
  const drop = (url: string | undefined) => url !== undefined && setTimeout(() => URL.revokeObjectURL(url), GRACE_MS);
  client.getQueryCache().subscribe(({ type, query }) => {
    if ((query.queryKey as readonly unknown[])[0] !== PICTURES || (type !== "updated" && type !== "removed")) return;
    const before = held.get(query.queryHash);
    const now = type === "removed" ? undefined : (query.state.data as FetchedPicture | undefined)?.url;
    if (before === now) return;
    drop(before);
    if (now === undefined) held.delete(query.queryHash);
    else held.set(query.queryHash, now);
  });
}
