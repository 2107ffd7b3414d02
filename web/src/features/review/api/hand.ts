/** What a reviewer holds: claimed events in order, and which of them is before his eyes. Nothing here fetches. */
import type { Taken } from "@/api/types";

/** `at` is the place of the event looked at; it may stand behind the last one, where the next will come. */
export type Hand = { held: readonly Taken[]; at: number };
export const NOTHING: Hand = { held: [], at: 0 };
type Claim = Taken["claim"];

export function current(hand: Hand): Taken | undefined {
  return hand.held[hand.at];
}

/** How many are held beyond the one looked at; with none before the eyes, that one is missing too. */
export function ahead(hand: Hand): number {
  return hand.held.length - hand.at - 1;
}

/** With newly claimed ones behind all others; those held already only have their claim renewed. */
export function withMore(hand: Hand, found: readonly Taken[]): Hand {
  const held = renewed(hand, found.map(({ claim }) => claim)).held;
  const known = new Set(held.map(({ event }) => event.id));
  return { ...hand, held: [...held, ...found.filter(({ event }) => !known.has(event.id))] };
}

/** With one before the eyes, whether it was held or not; what was looked at comes after it. */
export function withFirst(hand: Hand, one: Taken): Hand {
  const { held, at } = without(hand, [one.event.id]);
  return { held: [...held.slice(0, at), one, ...held.slice(at)], at };
}

/** Without some events; the one behind takes the place of the one looked at. */
export function without(hand: Hand, ids: readonly string[]): Hand {
  const stays = ({ event }: Taken) => !ids.includes(event.id);
  return { held: hand.held.filter(stays), at: hand.held.slice(0, hand.at).filter(stays).length };
}

/** One further or one back, as far as there are any. */
export function step(hand: Hand, by: 1 | -1): Hand {
  return { ...hand, at: Math.max(0, Math.min(hand.at + by, hand.held.length - 1)) };
}

/** With the last one held before the eyes where there is none: nothing more comes. */
export function settled(hand: Hand): Hand {
  return { ...hand, at: Math.max(0, Math.min(hand.at, hand.held.length - 1)) };
}

/** With claims as the server has renewed them. */
export function renewed(hand: Hand, claims: readonly Claim[]): Hand {
  const newer = new Map(claims.map((claim) => [claim.event_id, claim]));
  return { ...hand, held: hand.held.map((one) => ({ ...one, claim: newer.get(one.event.id) ?? one.claim })) };
}
