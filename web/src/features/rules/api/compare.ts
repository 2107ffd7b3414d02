/** Incidents that were raised beside those that a rule would raise. */
import type { ReplayedEvent } from "@/api/types";

export type Fate = "same" | "added" | "gone";
export type Spell = { key: string; fate: Fate; from: string; to: string | null; looks: number; score: number; event_id: string | null };
export type Counts = { were: number; would: number } & Record<Fate, number>;

/** What would be raised, the oldest first. */
export function wouldBe({ would }: ReplayedEvent): Spell[] {
  return would.map(({ incident, opened_at, ended_at, looks, score, event_id }) => ({
    key: incident, from: opened_at, to: ended_at, looks, score, event_id, fate: event_id === null ? "added" : "same",
  }));
}

/** What was raised, the oldest first. */
export function hadBeen({ were }: ReplayedEvent): Spell[] {
  return were.map(({ id, opened_at, ended_at, looks, score, found }) => ({
    key: id, from: opened_at, to: ended_at, looks, score, event_id: id, fate: found ? "same" : "gone",
  }));
}

/** `same` counts what was raised and would be again. */
export function counted(event: ReplayedEvent): Counts {
  const gone = event.were.filter(({ found }) => !found).length;
  const added = event.would.filter(({ event_id }) => event_id === null).length;
  return { were: event.were.length, would: event.would.length, same: event.were.length - gone, added, gone };
}

/** What differs, the oldest first. */
export function changed(event: ReplayedEvent): Spell[] {
  const differing = [...wouldBe(event), ...hadBeen(event)].filter(({ fate }) => fate !== "same");
  return differing.sort((a, b) => Date.parse(a.from) - Date.parse(b.from));
}

/** Where an instant lies between two others: 0 at the first, 1 at the second, never outside. */
export function placeOf(at: string, since: string, until: string): number {
  const [from, to] = [Date.parse(since), Date.parse(until)];
  return Math.min(1, Math.max(0, (Date.parse(at) - from) / (to - from)));
}
