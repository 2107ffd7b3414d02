import { expect, test } from "vitest";
import type { WaterReading } from "@/api/types";
import { curve } from "@/features/water/api/curve";

const reading = (minute: number, depth_cm: number): WaterReading => ({ at: `2026-11-26T08:${String(minute).padStart(2, "0")}:00Z`, depth_cm, received_at: "2026-11-26T09:00:00Z" });

test("time goes to the right and depth upwards", () => {
  expect(curve([reading(0, 0), reading(5, 20), reading(10, 40)], 100, 50)).toEqual({ points: "0.0,50.0 50.0,25.0 100.0,0.0", top: 40 });
});

test("a puddle does not look like a flood, and one reading is no line", () => {
  expect(curve([reading(0, 0), reading(1, 2)], 100, 50)?.points).toBe("0.0,50.0 100.0,45.0");
  expect(curve([reading(0, 5)], 100, 50)).toBeNull();
  expect(curve([], 100, 50)).toBeNull();
});
