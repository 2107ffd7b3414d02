import { expect, test } from "vitest";
import { ageOf } from "@/lib/age";

const TAKEN = "2026-11-22T08:15:30Z";

test.each([
  [-2, 0, "fresh"],
  [3, 3000, "fresh"],
  [5, 5000, "fresh"],
  [6, 6000, "old"],
  [30, 30_000, "old"],
  [120, 120_000, "still"],
])("a picture taken %i s ago", (seconds, ms, worth) => {
  expect(ageOf(TAKEN, Date.parse(TAKEN) + seconds * 1000)).toEqual({ ms, worth });
});
