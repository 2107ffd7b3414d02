import { describe, expect, test } from "vitest";
import { secondsOf } from "@/features/evaluation/api/clip-frames";

describe("the frames of a clip", () => {
  test("stand in the middle of equal parts", () => {
    expect(secondsOf(16)).toEqual([1, 3, 5, 7, 9, 11, 13, 15]);
  });
  test("of a clip without a length is its first", () => {
    expect(secondsOf(Number.POSITIVE_INFINITY)).toEqual([0]);
    expect(secondsOf(Number.NaN)).toEqual([0]);
  });
});
