import { expect, test } from "vitest";
import { faultAt, shapeFaults } from "@/features/rules/api/faults";

const fault = (field: string, message: string) => ({ field, message, code: "contract" });
const FAULTS = [fault("rule.zones.1.points", "crosses"), fault("rule.k", "too large"), fault("rule.events.truck.open.coverage.min_share", "too small")];

test("a fault stands at its field, that of a part at the part", () => {
  expect(faultAt(FAULTS, null, "k")).toBe("too large");
  expect(faultAt(FAULTS, "truck.open", "coverage")).toBe("too small");
  expect(faultAt(FAULTS, null, "coverage")).toBeUndefined();
});

test("a shape's fault stands at the shape", () => {
  expect([...shapeFaults(FAULTS, null)]).toEqual([["zones.1", "crosses"]]);
  expect(shapeFaults(FAULTS, "truck.open").size).toBe(0);
});
