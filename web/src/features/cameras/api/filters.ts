/** Which cameras are wanted: kept in the address under the names the API has for them. */
import type { CameraFigures, CameraQuery } from "@/api/types";
import { CAMERA_STATES } from "@/components/camera-state";

export type FilterName = Exclude<keyof CameraQuery, "limit" | "cursor" | "sort">;
export type CameraFilters = { [Name in FilterName]?: NonNullable<CameraQuery[Name]> };
export type CameraSort = NonNullable<CameraQuery["sort"]>;
export type Mark = NonNullable<CameraQuery["lacks"]>;
export type Change = (changes: Record<string, string | null>) => void;

export const SORTS: readonly CameraSort[] = ["-created", "created", "name", "-name", "state_since", "-state_since"];
export const SOURCES = ["typed", "import", "wvp"] as const satisfies readonly CameraQuery["source"][];
/** Each names a figure of the catalogue's quality. */
export const MARKS = ["located", "named", "gb_valid", "described", "reachable", "in_view"] as const satisfies readonly (Mark & keyof CameraFigures)[];

const DIGITS = (least: number, most: number) => (value: string) => new RegExp(`^[0-9]{${least},${most}}$`).test(value);
const ANY = (most: number) => (value: string) => value.length <= most;
const ONE_OF = (values: readonly string[]) => (value: string) => values.includes(value);

/** What a value must be like for the server to take it. */
const FITS: Record<FilterName, (value: string) => boolean> = {
  q: ANY(100),
  state: ONE_OF(CAMERA_STATES),
  tag: ANY(40),
  group: ANY(200),
  region: DIGITS(2, 8),
  industry: DIGITS(2, 2),
  device_type: DIGITS(3, 3),
  owner_id: (value) => /^[0-9a-f-]{36}$/.test(value),
  source: ONE_OF(SOURCES),
  lacks: ONE_OF(MARKS),
  bbox: (value) => /^-?[0-9.]+(,-?[0-9.]+){3}$/.test(value),
};
export const FILTERS = Object.keys(FITS) as FilterName[];
/** Those that always stand in the bar; the others are unfolded. */
const IN_BAR: readonly FilterName[] = ["q", "state"];

/** The filters of an address; what the server would refuse is left out. */
export function filtersOf(params: URLSearchParams): CameraFilters {
  const found: Record<string, string> = {};
  for (const name of FILTERS) {
    const value = params.get(name);
    if (value && FITS[name](value)) found[name] = value;
  }
  return found;
}

export function sortOf(params: URLSearchParams): CameraSort {
  return SORTS.find((sort) => sort === params.get("sort")) ?? "-created";
}

/** The filters that are set but do not show in the bar. */
export function hiddenOf(filters: CameraFilters): FilterName[] {
  return FILTERS.filter((name) => filters[name] !== undefined && !IN_BAR.includes(name));
}

/** A change of the address that takes all filters away. */
export const NO_FILTERS: Record<string, null> = Object.fromEntries(FILTERS.map((name) => [name, null]));

/** Where the wanted cameras are downloaded from. */
export function exportUrl(filters: CameraFilters, format: "csv" | "xlsx", language: "zh" | "en"): string {
  return `/api/v1/cameras/export?${new URLSearchParams({ ...(filters as Record<string, string>), format, language }).toString()}`;
}
