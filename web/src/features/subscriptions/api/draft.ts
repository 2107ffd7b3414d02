/** A subscription of many cameras as it is being put together. Pure. */
import type { RuleWindow, SubscriptionsNew } from "@/api/types";
import { NOTHING, type Picked } from "@/features/subscriptions/api/picked";

/** A part of the picture in hundredths of its width and height. */
export type Area = { left: number; right: number; top: number; bottom: number };
export type Draft = {
  algorithm: string | null;
  /** The name of an alias, or the id of a version. */
  meant: string;
  picked: Picked;
  /** Null: as often as the algorithm says. */
  interval_s: number | null;
  /** Null: the hours of the algorithm's own rule. */
  windows: RuleWindow[] | null;
  thresholds: Readonly<Record<string, number>>;
  /** Null: the whole picture. */
  area: Area | null;
};

export const WHOLE: Area = { left: 0, right: 100, top: 0, bottom: 100 };

export function begun(algorithm: string | null, picked: Picked): Draft {
  return { algorithm, meant: "stable", picked, interval_s: null, windows: null, thresholds: {}, area: null };
}

/** Another algorithm has other events and other versions; the cameras stay. */
export function withAlgorithm(draft: Draft, algorithm: string): Draft {
  return { ...draft, algorithm, meant: "stable", interval_s: null, thresholds: {} };
}

/** What the server is asked to check, and then to do. */
export function requestOf(draft: Draft, algorithm_id: string): SubscriptionsNew {
  const { picked, windows, area, thresholds } = draft;
  return {
    algorithm_id,
    camera_ids: [...picked.ids],
    filters: picked.filtered.map(({ filter }) => filter),
    ...meantBy(draft.meant),
    interval_s: draft.interval_s,
    rule: { thresholds: { ...thresholds }, ...(windows !== null && { schedule: { windows } }), ...(area !== null && { zones: [{ name: "", points: corners(area) }] }) },
  };
}

export function meantBy(meant: string): { alias: "stable" | "trial" } | { version_id: string } {
  return meant === "stable" || meant === "trial" ? { alias: meant } : { version_id: meant };
}

function corners({ left, right, top, bottom }: Area): [number, number][] {
  const [from, to, up, down] = [left / 100, right / 100, top / 100, bottom / 100];
  return [[from, up], [to, up], [to, down], [from, down]];
}

export const EMPTY = begun(null, NOTHING);
