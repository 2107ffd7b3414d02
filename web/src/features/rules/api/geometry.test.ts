import { describe, expect, test } from "vitest";
import { forwardTip, middles, near, type Point, pointAt, replaced, split, stepped, within, without } from "@/features/rules/api/geometry";

const SQUARE: Point[] = [[0.2, 0.2], [0.8, 0.2], [0.8, 0.8], [0.2, 0.8]];

test("a point stays in the picture", () => {
  expect(within([-0.2, 1.7])).toEqual([0, 1]);
  expect(within([0.123456, 0.5])).toEqual([0.1235, 0.5]);
});

test("the pointer is a fraction of the frame", () => {
  expect(pointAt({ clientX: 150, clientY: 70 }, { left: 100, top: 50, width: 200, height: 100 })).toEqual([0.25, 0.2]);
});

describe("arrow keys", () => {
  test("move a point, with Shift further, never out of the picture", () => {
    expect(stepped([0.5, 0.5], "ArrowLeft", false)).toEqual([0.495, 0.5]);
    expect(stepped([0.5, 0.5], "ArrowDown", true)).toEqual([0.5, 0.55]);
    expect(stepped([0.5, 0.001], "ArrowUp", false)).toEqual([0.5, 0]);
  });
  test("and other keys do not", () => expect(stepped([0.5, 0.5], "a", false)).toBeUndefined());
});

describe("outlines", () => {
  test("move one corner", () => expect(replaced(SQUARE, 1, [0.9, 0.1])[1]).toEqual([0.9, 0.1]));
  test("get a corner between two, the last and the first too", () => {
    expect(split(SQUARE, 0)[1]).toEqual([0.5, 0.2]);
    expect(split(SQUARE, 3)).toEqual([...SQUARE, [0.2, 0.5]]);
  });
  test("lose a corner, but keep three", () => {
    expect(without(SQUARE, 0)).toEqual(SQUARE.slice(1));
    expect(without(SQUARE.slice(1), 0)).toHaveLength(3);
  });
  test("have as many middles as corners", () => expect(middles(SQUARE)).toEqual([[0.5, 0.2], [0.8, 0.5], [0.5, 0.8], [0.2, 0.5]]));
});

test("near is what a finger would call the same place", () => {
  expect(near([0.5, 0.5], [0.51, 0.51])).toBe(true);
  expect(near([0.5, 0.5], [0.53, 0.5])).toBe(false);
});

test("forward is to the right hand of who walks up the picture", () => {
  const [x, y] = forwardTip([0.5, 0.9], [0.5, 0.1], 16 / 9);
  expect(x).toBeGreaterThan(0.5);
  expect(y).toBeCloseTo(0.5);
});
