import { expect, test } from "vitest";
import { absolute, instantOf, span } from "@/lib/time";

test("an instant reads in the city's time zone", () => {
  expect(absolute("2026-11-22T00:15:30Z", "Asia/Shanghai")).toBe("2026-11-22 08:15:30");
  expect(absolute("2026-11-22T00:15:30+08:00", "UTC")).toBe("2026-11-21 16:15:30");
});

test("a wall clock reading finds its instant again", () => {
  expect(instantOf("2026-11-22T08:15", "Asia/Shanghai")).toBe("2026-11-22T00:15:00.000Z");
  expect(instantOf("2026-07-01T12:00:30", "Europe/Berlin")).toBe("2026-07-01T10:00:30.000Z");
});

test.each([
  [-500, "second", 0],
  [3400, "second", 3],
  [95_000, "minute", 1],
  [7_200_000, "hour", 2],
  [200_000_000, "day", 2],
])("%d ms is a span of %s %d", (milliseconds, unit, value) => {
  expect(span(milliseconds)).toEqual({ unit, value });
});
