/** A city's table of emergency levels: reading it, replacing it, and what one would give. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, ifMatch, take } from "@/api/client";
import type { LevelPreview, LevelRule, LevelTable, LevelTableNew } from "@/api/types";
import { useChanging } from "@/lib/changing";

const PATH = "/api/v1/organizations/{organization_id}/emergency-rules";
export const KINDS = ["waterlogging", "fire"] as const;
export type Kind = (typeof KINDS)[number];
export const COLOURS = ["blue", "yellow", "orange", "red"] as const;
export const LEVELS = [1, 2, 3, 4] as const;
export const AUDIENCES = ["street", "community", "transport", "traffic_police", "rescue", "residents"] as const;
/** What is measured, or entered by people, of each kind of emergency. */
export const MEASURES = {
  waterlogging: ["confirmed", "depth_cm", "area_m2", "rain_3h_mm", "rain_6h_mm", "rain_12h_mm"],
  fire: ["confirmed", "burnt_ha", "deaths", "injured", "weather_index"],
} as const satisfies Record<Kind, readonly LevelRule["measure"][]>;

/** A rule while it is written: its value may be missing for a moment. */
export type Draft = Omit<LevelRule, "at_least"> & { at_least: number | null };
export type Measured = Record<string, number>;

export function useLevels(organization_id: string) {
  return useQuery({
    queryKey: ["emergency-rules", organization_id],
    enabled: organization_id !== "",
    refetchOnWindowFocus: false,
    queryFn: () => take<LevelTable>(api.GET(PATH, { params: { path: { organization_id } } })),
  });
}

export function useSaveLevels(organization_id: string) {
  return useChanging([["emergency-rules"]], ({ base, body }: { base: LevelTable; body: LevelTableNew }) =>
    take<LevelTable>(api.PUT(PATH, { params: { path: { organization_id } }, headers: ifMatch(base), body })),
  );
}

export function useLevelPreview(organization_id: string, kind: Kind, measures: Measured, table: LevelTableNew) {
  const body = { kind, measures, table };
  return useQuery({
    queryKey: ["emergency-rules", "preview", organization_id, body],
    enabled: Object.keys(measures).length > 0,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => take<LevelPreview>(api.POST(`${PATH}/preview`, { params: { path: { organization_id } }, body, signal })),
  });
}

/** What keeps a rule from being saved: no value, or none of the three answers. */
export function faultOf({ at_least, warning, response, grade }: Draft): "value" | "answer" | null {
  if (at_least === null) return "value";
  return warning === null && response === null && grade === null ? "answer" : null;
}

/** The table with those of its rules that say something, and where each of them stands among all. */
export function askable(rules: readonly Draft[], tells: LevelTable["tells"]): { table: LevelTableNew; places: number[] } {
  const places = rules.flatMap((rule, place) => (faultOf(rule) === null ? [place] : []));
  return { table: { rules: rules.filter((rule): rule is LevelRule => faultOf(rule) === null), tells }, places };
}
