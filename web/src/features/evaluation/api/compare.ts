/** Two versions beside each other, and what they find in a picture of one's own. */
import { keepPreviousData, queryOptions, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { Comparison, Found } from "@/api/types";
import { rawBody } from "@/lib/raw-body";
import { useRefreshOn } from "@/lib/refresh";

export type Asked = { event_type: string | null; left: string | null; right: string | null };
export type SideFacts = Comparison["left"];
/** A version to be tried on a picture. */
export type Tried = Pick<SideFacts, "version_id" | "algorithm_id" | "version" | "title_zh" | "title_en" | "remote">;

export function askedFor(params: URLSearchParams): Asked {
  return { event_type: params.get("event"), left: params.get("left"), right: params.get("right") };
}

/** Where two versions are compared; without the second it is chosen there. */
export function compareAddress(event_type: string | null, left: string, right?: string): string {
  return `/compare?${new URLSearchParams({ ...(event_type !== null && { event: event_type }), left, ...(right !== undefined && { right }) }).toString()}`;
}

export function useComparison({ event_type, left, right }: Asked) {
  const key = ["comparison", event_type, left, right];
  useRefreshOn(["evaluation", "version"], key);
  return useQuery({
    queryKey: key,
    enabled: left !== null && right !== null,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => take<Comparison>(api.GET("/api/v1/comparison", { params: { query: { left_id: left ?? "", right_id: right ?? "", ...(event_type !== null && { event_type }) } }, signal })),
  });
}

/** What a version finds in a picture, with what counts drawn into it; a picture is asked about once. */
export function useTry(tried: Tried, file: File) {
  return useQuery(tryOf(tried, file));
}

/** The same for several pictures, one after the other: frame by frame, each by every version. */
export function useTries(versions: readonly Tried[], files: readonly File[]) {
  const client = useQueryClient();
  const wanted = files.flatMap((file) => versions.map((version) => tryOf(version, file)));
  const waiting = wanted.findIndex(({ queryKey }) => client.getQueryState(queryKey)?.status !== "success");
  const failed = wanted.some(({ queryKey }) => client.getQueryState(queryKey)?.status === "error");
  return useQueries({ queries: wanted.map((query, index) => ({ ...query, enabled: index === waiting && !failed })) });
}

function tryOf({ algorithm_id, version }: Pick<Tried, "algorithm_id" | "version">, file: File) {
  return queryOptions({
    queryKey: ["try", algorithm_id, version, file.name, file.size, file.lastModified],
    staleTime: Infinity,
    retry: false,
    queryFn: ({ signal }) =>
      take<Found>(api.POST("/api/v1/algorithms/{algorithm_id}/infer", { params: { path: { algorithm_id }, query: { version, annotated: true } }, ...rawBody(file, file.type), signal })),
  });
}
