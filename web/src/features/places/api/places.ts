/** Reading and importing a city's places. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { Outlines, Page, Place, PlaceKind, PlacesReport } from "@/api/types";
import { useChanging } from "@/lib/changing";
import { useLiveList } from "@/lib/live-list";
import { rawBody } from "@/lib/raw-body";

const TYPE = "application/geo+json";
const PATH = "/api/v1/organizations/{organization_id}/places";
export type Box = { west: number; south: number; east: number; north: number };

export function usePlaceList(organization_id: string, kind: PlaceKind, q: string | null) {
  return useLiveList<Place>({
    key: ["places", "list", organization_id, kind, q],
    topics: ["place"],
    keeps: true,
    page: (cursor, signal) =>
      take<Page<Place>>(
        api.GET(PATH, {
          params: { path: { organization_id }, query: { kind, limit: 100, ...(q !== null && { q }), ...(cursor !== null && { cursor }) } },
          ...(signal && { signal }),
        }),
      ),
    one: () => Promise.reject(new Error("places are told of by their city")),
  });
}

/** The part of the earth that the city's places take: what the map shows first. */
export function useExtent(organization_id: string) {
  return useQuery({
    queryKey: ["places", "extent", organization_id],
    queryFn: async () => {
      for (const kind of ["district", "street", "cell"] as const) {
        const { items } = await take<Page<Place>>(api.GET(PATH, { params: { path: { organization_id }, query: { kind, limit: 200 } } }));
        if (items.length > 0) return around(items);
      }
      return null;
    },
  });
}

export function useOutlines(organization_id: string, kind: PlaceKind, box: Box | null) {
  const bbox = box === null ? "" : [box.west, box.south, box.east, box.north].map((one) => one.toFixed(5)).join(",");
  return useQuery({
    queryKey: ["places", "outlines", organization_id, kind, bbox],
    enabled: bbox !== "",
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    queryFn: ({ signal }) => take<Outlines>(api.GET(`${PATH}/map`, { params: { path: { organization_id }, query: { bbox, kind } }, signal })),
  });
}

export function checkPlaces(organization_id: string, file: File): Promise<PlacesReport> {
  return take<PlacesReport>(api.POST(`${PATH}/check`, { params: { path: { organization_id } }, ...rawBody(file, TYPE) }));
}

export function importPlaces(organization_id: string, file: File): Promise<PlacesReport> {
  return take<PlacesReport>(api.PUT(PATH, { params: { path: { organization_id } }, ...rawBody(file, TYPE) }));
}

export function useRemovePlace() {
  return useChanging([["places"]], (place_id: string) => take(api.DELETE("/api/v1/places/{place_id}", { params: { path: { place_id } } })));
}

export function around(boxes: readonly Box[]): Box {
  return {
    west: Math.min(...boxes.map(({ west }) => west)),
    south: Math.min(...boxes.map(({ south }) => south)),
    east: Math.max(...boxes.map(({ east }) => east)),
    north: Math.max(...boxes.map(({ north }) => north)),
  };
}
