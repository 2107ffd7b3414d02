import { expect, test } from "vitest";
import type { Spell } from "@/api/types";
import { gaps, shareInView, stretches } from "@/features/cameras/api/timeline";

const at = (clock: string) => Date.parse(`2026-11-22T${clock}:00Z`);
const spell = (state: Spell["state"], from: string, to: string | null): Spell => ({
  state,
  state_reason: null,
  began_at: `2026-11-22T${from}:00Z`,
  ended_at: to === null ? null : `2026-11-22T${to}:00Z`,
});
const DAY = [
  spell("in_view", "14:31", null),
  spell("late", "14:25", "14:31"),
  spell("offline", "14:02", "14:25"),
  spell("in_view", "09:00", "14:02"),
  spell("paused", "07:00", "08:00"),
];
const NOON = [at("08:30"), at("16:00")] as const;

test("stretches fill the window, unknown time included", () => {
  expect(stretches(DAY, ...NOON).map(({ state, from, to }) => [state, (to - from) / 60_000])).toEqual([
    [null, 30],
    ["in_view", 302],
    ["offline", 23],
    ["late", 6],
    ["in_view", 89],
  ]);
  expect(stretches([], ...NOON)).toEqual([{ state: null, from: NOON[0], to: NOON[1] }]);
});

test("spells that overlap by a clock's step are drawn one after the other", () => {
  const drawn = stretches([spell("late", "09:00", "10:00"), spell("in_view", "09:30", "11:00")], at("09:00"), at("11:00"));
  expect(drawn.map(({ from, to }) => [from, to])).toEqual([
    [at("09:00"), at("10:00")],
    [at("10:00"), at("11:00")],
  ]);
});

test("the share in view is of the time that is known", () => {
  expect(shareInView(stretches(DAY, ...NOON))).toBeCloseTo(391 / 420);
  expect(shareInView(stretches([], ...NOON))).toBeNull();
});

test("what kept a camera out of view is one gap, told by its longest spell", () => {
  const [gap, ...others] = gaps(DAY, ...NOON);
  expect(gap).toMatchObject({ kind: "unseen", from: at("14:02"), to: at("14:31"), ongoing: false, spell: { state: "offline" } });
  expect(others).toEqual([]);
});

test("a gap that lasts ends now, and other kinds stand for themselves", () => {
  const now = [spell("refused", "15:00", null), spell("paused", "14:30", "15:00"), spell("poor_picture", "14:00", "14:30")];
  expect(gaps(now, ...NOON).map(({ kind, to, ongoing }) => [kind, to, ongoing])).toEqual([
    ["unseen", at("16:00"), true],
    ["paused", at("15:00"), false],
    ["poor_picture", at("14:30"), false],
  ]);
});
