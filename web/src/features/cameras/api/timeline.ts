/** A day of a camera: stretches to draw, and the times it was not in view to read. */
import type { Camera, Spell } from "@/api/types";

export const DAY_MS = 86_400_000;
export type Stretch = { state: Camera["state"] | null; from: number; to: number };
/** `unseen` holds together all that kept the camera out of view without a pause. */
export type Gap = { kind: "unseen" | "poor_picture" | "paused"; from: number; to: number; ongoing: boolean; spell: Spell };

const UNSEEN: readonly string[] = ["late", "silent", "refused", "wrong_stream", "offline"];

/** The stretches of a window, oldest first and without a hole: where nothing is known, the state is null. */
export function stretches(spells: readonly Spell[], from: number, to: number): Stretch[] {
  const known = [...spells]
    .map((spell) => ({ state: spell.state, from: Math.max(from, began(spell)), to: Math.min(to, ended(spell, to)) }))
    .filter((stretch) => stretch.to > stretch.from)
    .sort((one, other) => one.from - other.from);
  const whole: Stretch[] = [];
  let at = from;
  for (const stretch of known) {
    if (stretch.from > at) whole.push({ state: null, from: at, to: stretch.from });
    whole.push({ ...stretch, from: Math.max(at, stretch.from) });
    at = Math.max(at, stretch.to);
  }
  if (at < to) whole.push({ state: null, from: at, to });
  return whole.filter((stretch) => stretch.to > stretch.from);
}

/** The known part of the stretches that was in view, from 0 to 1; null where nothing is known. */
export function shareInView(all: readonly Stretch[]): number | null {
  const lasted = (some: readonly Stretch[]) => some.reduce((sum, { from, to }) => sum + to - from, 0);
  const known = lasted(all.filter(({ state }) => state !== null));
  return known === 0 ? null : lasted(all.filter(({ state }) => state === "in_view")) / known;
}

/** The times out of view within a window, newest first; each is told by its longest spell. */
export function gaps(spells: readonly Spell[], from: number, to: number): Gap[] {
  const found: Gap[] = [];
  for (const spell of [...spells].sort((one, other) => began(one) - began(other))) {
    const kind = kindOf(spell.state);
    const end = ended(spell, to);
    if (kind === null || end <= from) continue;
    const last = found.at(-1);
    if (last?.kind === kind && began(spell) <= last.to) {
      const longer = end - began(spell) > ended(last.spell, to) - began(last.spell);
      found[found.length - 1] = { ...last, to: end, ongoing: spell.ended_at === null, spell: longer ? spell : last.spell };
    } else found.push({ kind, from: began(spell), to: end, ongoing: spell.ended_at === null, spell });
  }
  return found.reverse();
}

function kindOf(state: Camera["state"]): Gap["kind"] | null {
  if (UNSEEN.includes(state)) return "unseen";
  return state === "poor_picture" || state === "paused" ? state : null;
}

const began = (spell: Spell) => Date.parse(spell.began_at);
const ended = (spell: Spell, now: number) => (spell.ended_at === null ? now : Date.parse(spell.ended_at));
