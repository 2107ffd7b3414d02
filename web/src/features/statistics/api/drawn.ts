/** What a chart shows of figures: hours and days without a gap, of everything else the first ones. */
import type { Figures } from "@/api/types";
import type { Way } from "@/features/statistics/api/filters";

const DAY_MS = 86_400_000;
/** Of algorithms and cameras so many have room beside each other. */
export const BARS = 31;
/** More days than this are not filled up: something is far away from the rest. */
const DAYS_MOST = 400;
export const PARTS = ["confirmed", "duplicates", "rejected", "waiting"] as const;
export type Drawn = { name: string } & Record<(typeof PARTS)[number], number>;

const NOTHING = { confirmed: 0, duplicates: 0, rejected: 0, waiting: 0 };

export function drawn(figures: readonly Figures[], by: Way, nameOf: (one: Figures) => string): Drawn[] {
  const known = new Map(figures.map((one) => [one.about, one]));
  const at = (about: string, name: string): Drawn => ({ ...partsOf(known.get(about)), name });
  if (by === "hour") return Array.from({ length: 24 }, (_, hour) => at(String(hour), hourOf(String(hour))));
  if (by === "day") return daysOf(figures).map((day) => at(day, day));
  return figures.slice(0, BARS).map((one) => ({ ...partsOf(one), name: nameOf(one) }));
}

/** `3` is 03:00. */
export function hourOf(hour: string): string {
  return `${hour.padStart(2, "0")}:00`;
}

function partsOf(one: Figures | undefined) {
  if (one === undefined) return NOTHING;
  const { confirmed, duplicates, rejected, waiting } = one;
  return { confirmed, duplicates, rejected, waiting };
}

function daysOf(figures: readonly Figures[]): string[] {
  const known = figures.flatMap(({ about }) => (about === null ? [] : [about]));
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined) return [];
  const [from, to] = [Date.parse(first), Date.parse(last)];
  const count = Math.round((to - from) / DAY_MS) + 1;
  if (count > DAYS_MOST) return known;
  return Array.from({ length: count }, (_, index) => new Date(from + index * DAY_MS).toISOString().slice(0, 10));
}
