import { expect, test } from "vitest";
import type { EventRule } from "@/api/types";
import { type Shape, shapesAt, withShapes } from "@/features/rules/api/shapes";

const spec = { threshold: 0.5, severity: "major" } as const;
const EVENTS: EventRule[] = [{ event_type: "fire", title_zh: "火", title_en: "Fire", labels: [], default: spec, effective: spec }];
const ZONE: Shape = { kind: "zones", index: 0, name: "gate", points: [[0, 0], [1, 0], [1, 1]] };
const WIRE: Shape = { kind: "tripwires", index: 0, name: "", points: [[0, 0.5], [1, 0.5]], direction: "forward" };

test("shapes go into a rule and come out the same", () => {
  const rule = withShapes(withShapes({}, null, "zones", [ZONE], EVENTS), null, "tripwires", [WIRE], EVENTS);
  expect(shapesAt(rule, null, EVENTS)).toEqual([ZONE, WIRE]);
});

test("the first tripwire turns tracking on, and leaves it as it is where it is on", () => {
  expect(withShapes({}, null, "tripwires", [WIRE], EVENTS).tracking).toEqual({ reach_per_s: 0.1 });
  expect(withShapes({ tracking: { reach_per_s: 0.3 } }, null, "tripwires", [WIRE], EVENTS).tracking).toEqual({ reach_per_s: 0.3 });
  expect(withShapes({}, null, "tripwires", [], EVENTS).tracking).toBeUndefined();
});

test("drawing a shape and deleting it again leaves the rule as it was, but none over some is a change", () => {
  const drawn = withShapes({}, null, "zones", [ZONE], EVENTS);
  expect(withShapes(drawn, null, "zones", [], EVENTS)).toEqual({});
  expect(shapesAt(withShapes(drawn, "fire", "zones", [], EVENTS), "fire", EVENTS)).toEqual([]);
});

test("an event type's zones become its own when they are changed", () => {
  const all = withShapes({}, null, "zones", [ZONE], EVENTS);
  const rule = withShapes(all, "fire", "zones", [{ ...ZONE, name: "yard" }], EVENTS);
  expect(shapesAt(rule, "fire", EVENTS)[0]?.name).toBe("yard");
  expect(shapesAt(rule, null, EVENTS)[0]?.name).toBe("gate");
});
