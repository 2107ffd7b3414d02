import { expect, test } from "vitest";
import { begun, closable, type Drawing, finished, placed, takenBack } from "@/features/rules/api/drawing";
import type { Point } from "@/features/rules/api/geometry";

function drawn(kind: Drawing["kind"], ...points: Point[]) {
  return points.reduce<ReturnType<typeof placed>>((step, point) => (step.drawing === undefined ? step : placed(step.drawing, point)), { drawing: begun(kind) });
}

test("a wire is done with its second point", () => {
  expect(drawn("tripwires", [0.1, 0.1], [0.9, 0.9])).toEqual({ drawing: undefined, done: [[0.1, 0.1], [0.9, 0.9]] });
});

test("an outline is done where it began, once it has three corners", () => {
  expect(drawn("zones", [0.1, 0.1], [0.5, 0.1], [0.11, 0.1]).drawing?.points).toHaveLength(2);
  expect(drawn("zones", [0.1, 0.1], [0.5, 0.1], [0.5, 0.5], [0.1, 0.105]).done).toEqual([[0.1, 0.1], [0.5, 0.1], [0.5, 0.5]]);
});

test("the second click of a double click sets no second point", () => {
  expect(drawn("masks", [0.1, 0.1], [0.5, 0.1], [0.5, 0.1]).drawing?.points).toHaveLength(2);
});

test("it is finished only when it is a shape, and a point can be taken back", () => {
  const two = drawn("zones", [0.1, 0.1], [0.5, 0.1]).drawing as Drawing;
  expect(closable(two)).toBe(false);
  expect(finished(two).drawing).toBe(two);
  expect(takenBack(two).points).toEqual([[0.1, 0.1]]);
});

test("an outline ends by itself at as many corners as a rule may have", () => {
  const round = Array.from({ length: 64 }, (_, i): Point => [0.5 + 0.4 * Math.cos(i / 10.2), 0.5 + 0.4 * Math.sin(i / 10.2)]);
  expect(drawn("zones", ...round).done).toHaveLength(64);
});
