/** Readings as a line in a box: time to the right, depth upwards. Pure. */
import type { WaterReading } from "@/api/types";

export type Curve = { points: string; top: number };
const LEAST_TOP_CM = 20;

/** The points of an SVG polyline in a box of this size; null where there are fewer than two readings. */
export function curve(readings: readonly WaterReading[], width: number, height: number): Curve | null {
  const [first, last] = [readings[0], readings.at(-1)];
  if (first === undefined || last === undefined || readings.length < 2) return null;
  const from = Date.parse(first.at);
  const lasts = Math.max(1, Date.parse(last.at) - from);
  const top = Math.max(LEAST_TOP_CM, ...readings.map(({ depth_cm }) => depth_cm));
  const at = ({ at, depth_cm }: WaterReading) => `${(((Date.parse(at) - from) / lasts) * width).toFixed(1)},${(height - (depth_cm / top) * height).toFixed(1)}`;
  return { points: readings.map(at).join(" "), top };
}
