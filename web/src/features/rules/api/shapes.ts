/** The zones, masks and tripwires of a rule as one list of shapes to draw. */
import type { EventRule, RuleOverrides, Tripwire, Zone } from "@/api/types";
import type { Kind } from "@/features/rules/api/drawing";
import type { Point } from "@/features/rules/api/geometry";
import { inherited, valueAt, type Where, withField } from "@/features/rules/api/override";

export type Shape = { kind: Kind; index: number; name: string; points: Point[]; direction?: Direction };
export type Direction = NonNullable<Tripwire["direction"]>;
export const KINDS: readonly Kind[] = ["zones", "masks", "tripwires"];
const REACH = 0.1;

export const keyOf = ({ kind, index }: Pick<Shape, "kind" | "index">) => `${kind}.${index}`;

export function shapesAt(rule: RuleOverrides, where: Where, events: readonly EventRule[]): Shape[] {
  const areas = (["zones", "masks"] as const).flatMap((kind) =>
    (valueAt(rule, where, kind, events) ?? []).map(({ points, name = "" }, index): Shape => ({ kind, index, name, points: points.map(asPoint) })),
  );
  const wires = (valueAt(rule, where, "tripwires", events) ?? []).map(
    ({ start, end, name = "", direction = "both" }, index): Shape => ({ kind: "tripwires", index, name, points: [asPoint(start), asPoint(end)], direction }),
  );
  return [...areas, ...wires];
}

/** The rule with the shapes of one kind replaced; none over none is no change, and a first tripwire brings tracking with it, which it needs. */
export function withShapes(rule: RuleOverrides, where: Where, kind: Kind, shapes: readonly Shape[], events: readonly EventRule[]): RuleOverrides {
  if (shapes.length === 0 && (inherited(rule, where, kind, events) ?? []).length === 0) return withField(rule, where, kind, undefined);
  if (kind !== "tripwires") return withField(rule, where, kind, shapes.map(asZone));
  const changed = withField(rule, where, kind, shapes.map(asWire));
  const needs = shapes.length > 0 && valueAt(changed, where, "tracking", events) === null;
  return needs ? withField(changed, where, "tracking", { reach_per_s: REACH }) : changed;
}

function asPoint([x = 0, y = 0]: readonly number[]): Point {
  return [x, y];
}

function asZone({ name, points }: Shape): Zone {
  return { name, points };
}

function asWire({ name, points: [start = [0, 0], end = [1, 1]], direction = "both" }: Shape): Tripwire {
  return { name, start, end, direction };
}
