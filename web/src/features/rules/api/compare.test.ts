import { expect, test } from "vitest";
import type { ReplayedEvent } from "@/api/types";
import { changed, counted, hadBeen, placeOf, wouldBe } from "@/features/rules/api/compare";

const at = (minute: number) => `2026-11-26T08:${String(minute).padStart(2, "0")}:00Z`;
const would = (incident: string, minute: number, event_id: string | null) => ({ incident, opened_at: at(minute), seen_at: at(minute), ended_at: at(minute + 1), looks: 3, score: 0.8, event_id });
const was = (id: string, minute: number, found: boolean) => ({ id, opened_at: at(minute), ended_at: null, review: "waiting", severity: "major", looks: 2, score: 0.6, found }) as const;
const EVENT: ReplayedEvent = {
  event_type: "fire", title_zh: "火", title_en: "Fire", rule: { threshold: 0.5, severity: "major" }, marks: [],
  would: [would("a", 1, "e1"), would("b", 20, null)],
  were: [was("e1", 1, true), was("e2", 10, false)],
};

test("counts say what is the same, added and gone", () => {
  expect(counted(EVENT)).toEqual({ were: 2, would: 2, same: 1, added: 1, gone: 1 });
});

test("two that would be raised in the time of one count it once", () => {
  const twice = { ...EVENT, would: [would("a", 1, "e1"), would("c", 2, "e1")] };
  expect(counted(twice)).toMatchObject({ would: 2, same: 1, added: 0 });
});

test("each line tells its fate, and only what differs is listed, in order", () => {
  expect(wouldBe(EVENT).map(({ fate }) => fate)).toEqual(["same", "added"]);
  expect(hadBeen(EVENT).map(({ fate }) => fate)).toEqual(["same", "gone"]);
  expect(changed(EVENT).map(({ key }) => key)).toEqual(["e2", "b"]);
});

test("an instant has its place in the range, what began before it at its edge", () => {
  expect(placeOf(at(15), at(0), at(30))).toBe(0.5);
  expect(placeOf(at(0), at(10), at(30))).toBe(0);
});
