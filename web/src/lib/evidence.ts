/** An event's pictures: clear for who has a duty or has said why he looks, masked for everybody else. */
import { type QueryClient, queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { api } from "@/api/client";
import { Problem } from "@/api/problem";
import { type FetchedPicture, PICTURES } from "@/lib/picture-urls";

export type EvidenceKind = "snapshot" | "annotated";
type Evidence = FetchedPicture & { clear: boolean; preloaded: boolean };

/** A picture is fetched once and kept for a minute: the audit keeps every fetch and every showing of it. */
const KEPT_MS = 60_000;

export function thumbnailOf(id: string): string {
  return `/api/v1/events/${id}/evidence/thumbnail`;
}

function evidenceQuery(id: string, kind: EvidenceKind, preload: boolean) {
  return queryOptions({
    queryKey: [PICTURES, "events", id, kind],
    queryFn: ({ signal }) => fetchEvidence(id, kind, preload, signal),
    staleTime: Infinity,
    gcTime: KEPT_MS,
    retry: (failures, error) => failures < 2 && !(error instanceof Problem && error.status < 500),
  });
}

async function fetchEvidence(event_id: string, kind: EvidenceKind, preload: boolean, signal: AbortSignal): Promise<Evidence> {
  const answer = await api.GET("/api/v1/events/{event_id}/evidence/{kind}", {
    params: { path: { event_id, kind }, query: { preload } },
    parseAs: "blob",
    signal,
  });
  if (!answer.response.ok) throw new Problem(answer.response.status, answer.error);
  const clear = answer.response.headers.get("picture") === "clear";
  return { url: URL.createObjectURL(answer.data as Blob), clear, preloaded: preload };
}

/** Have a picture ready before it is asked for; it counts as seen when it is shown. */
export function preloadEvidence(client: QueryClient, id: string): void {
  client.query(evidenceQuery(id, "snapshot", true)).catch(() => undefined);
}

/** The picture as this user may see it. Mount it anew for another event: each mount is one showing. */
export function useEvidence(id: string, kind: EvidenceKind) {
  const client = useQueryClient();
  const { data, error, isFetchedAfterMount } = useQuery(evidenceQuery(id, kind, false));
  const kept = data !== undefined && data.clear && (data.preloaded || !isFetchedAfterMount);
  useEffect(() => {
    if (kept) void tellShown(client, id, kind);
  }, [client, id, kind, kept]);
  return { picture: data, error };
}

/** Say that a kept clear picture is shown; who may not see it clear any more gets the masked one. */
async function tellShown(client: QueryClient, event_id: string, kind: EvidenceKind): Promise<void> {
  const { response } = await api.POST("/api/v1/events/{event_id}/evidence/{kind}/shown", { params: { path: { event_id, kind } } });
  if (response.status === 403) await forgetEvidence(client, event_id);
}

/** Fetch an event's pictures again: what may be seen has changed, and its facts say so. */
export function forgetEvidence(client: QueryClient, id: string): Promise<void> {
  void client.invalidateQueries({ queryKey: ["events", "one", id] });
  return client.resetQueries({ queryKey: [PICTURES, "events", id] });
}

/** Fetch those of an event's pictures again that came masked: its reader has claimed it since. */
export function forgetMasked(client: QueryClient, id: string): Promise<void> {
  const masked = (data: unknown) => !(data as Evidence | undefined)?.clear;
  return client.resetQueries({ queryKey: [PICTURES, "events", id], predicate: ({ state }) => masked(state.data) });
}
