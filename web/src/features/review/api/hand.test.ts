import { expect, test } from "vitest";
import type { Taken } from "@/api/types";
import { ahead, current, type Hand, NOTHING, renewed, settled, step, withFirst, withMore, without } from "@/features/review/api/hand";

const held = (id: string, until = "first") => ({ event: { id }, claim: { id: `claim-${id}`, event_id: id, until } }) as Taken;
const hand = (ids: string, at = 0): Hand => ({ held: Array.from(ids, (id) => held(id)), at });
const told = ({ held: all, at }: Hand) => [all.map(({ event }) => event.id).join(""), at];

test("the first claimed event is before the eyes, the others are ahead", () => {
  const three = withMore(NOTHING, [held("a"), held("b"), held("c")]);
  expect(current(three)?.event.id).toBe("a");
  expect(ahead(three)).toBe(2);
  expect(ahead(NOTHING)).toBe(-1);
});

test("what is held already is not held twice, but its claim is the newer one", () => {
  const again = withMore(hand("ab"), [held("b", "later"), held("c")]);
  expect(told(again)).toEqual(["abc", 0]);
  expect(again.held[1]?.claim.until).toBe("later");
});

test("once judged, the one behind takes its place", () => {
  expect(told(without(hand("abc", 1), ["b"]))).toEqual(["ac", 1]);
  expect(told(without(hand("abc", 2), ["a", "c"]))).toEqual(["b", 1]);
});

test("behind the last one nothing is before the eyes until more comes or none is left", () => {
  const waiting = without(hand("ab", 1), ["b"]);
  expect(current(waiting)).toBeUndefined();
  expect(current(withMore(waiting, [held("c")]))?.event.id).toBe("c");
  expect(current(settled(waiting))?.event.id).toBe("a");
  expect(settled(NOTHING)).toEqual(NOTHING);
});

test("one that is chosen or comes back is looked at, and what was looked at comes after it", () => {
  expect(told(withFirst(hand("abc", 1), held("x")))).toEqual(["axbc", 1]);
  expect(told(withFirst(hand("abc", 1), held("c")))).toEqual(["acb", 1]);
  expect(told(withFirst(hand("abc", 2), held("a")))).toEqual(["bac", 1]);
});

test("walking ends at both ends", () => {
  expect(told(step(hand("ab", 0), -1))).toEqual(["ab", 0]);
  expect(told(step(hand("ab", 0), 1))).toEqual(["ab", 1]);
  expect(told(step(hand("ab", 1), 1))).toEqual(["ab", 1]);
  expect(told(step(NOTHING, 1))).toEqual(["", 0]);
});

test("a renewed claim stands at its event", () => {
  expect(renewed(hand("ab"), [held("b", "later").claim]).held.map(({ claim }) => claim.until)).toEqual(["first", "later"]);
});
