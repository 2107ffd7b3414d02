/** Drawing a shape point by point, with the pointer or with the arrow keys: a pure machine. */
import { near, type Point } from "@/features/rules/api/geometry";

export type Kind = "zones" | "masks" | "tripwires";
export type Drawing = { kind: Kind; points: Point[]; cursor: Point };
export type Step = { drawing: Drawing | undefined; done?: Point[] };

const LEAST: Record<Kind, number> = { zones: 3, masks: 3, tripwires: 2 };
const MOST = 64;

export function begun(kind: Kind): Drawing {
  return { kind, points: [], cursor: [0.5, 0.5] };
}

/** Whether what is drawn so far is a shape. */
export function closable({ kind, points }: Drawing): boolean {
  return points.length >= LEAST[kind];
}

/** A point is set; a wire ends with its second, an outline by coming back to its first. */
export function placed(drawing: Drawing, at: Point): Step {
  const { kind, points } = drawing;
  const [first] = points;
  if (kind !== "tripwires" && first !== undefined && near(first, at)) return closable(drawing) ? { drawing: undefined, done: points } : { drawing };
  const last = points.at(-1);
  if (last !== undefined && near(last, at, 0.002)) return { drawing };
  const next = { ...drawing, cursor: at, points: [...points, at] };
  if (kind === "tripwires" ? next.points.length === 2 : next.points.length === MOST) return { drawing: undefined, done: next.points };
  return { drawing: next };
}

/** Finish what is a shape; what is none goes on. */
export function finished(drawing: Drawing): Step {
  return closable(drawing) ? { drawing: undefined, done: drawing.points } : { drawing };
}

/** Take the last point back. */
export function takenBack(drawing: Drawing): Drawing {
  return { ...drawing, points: drawing.points.slice(0, -1) };
}
