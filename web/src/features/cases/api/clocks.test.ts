import { expect, test } from "vitest";
import { colourAt } from "@/features/cases/api/clocks";

const clock = { amber_at: "2026-11-26T08:48:00Z", due_at: "2026-11-26T09:00:00Z" };
const at = (time: string) => colourAt(clock, Date.parse(`2026-11-26T${time}Z`));

test("a clock is green, amber from its mark on, and red once it is over", () => {
  expect([at("08:47:59"), at("08:48:00"), at("08:59:59"), at("09:00:00")]).toEqual(["green", "amber", "amber", "red"]);
});

test("a clock without an end is paused", () => {
  expect(colourAt({ amber_at: null, due_at: null }, 0)).toBe("paused");
});
