/** Points and outlines on a picture, as fractions (0..1) of it: x to the right, y down. */
export type Point = [number, number];

/** Kept in the picture, to a tenth of a thousandth. */
export function within([x, y]: Point): Point {
  return [tidy(x), tidy(y)];
}

function tidy(value: number): number {
  return Math.round(Math.min(1, Math.max(0, value)) * 10_000) / 10_000;
}

/** Where in a frame on the screen the pointer is. */
export function pointAt(pointer: { clientX: number; clientY: number }, frame: { left: number; top: number; width: number; height: number }): Point {
  return within([(pointer.clientX - frame.left) / frame.width, (pointer.clientY - frame.top) / frame.height]);
}

const FINE = 0.005;
const COARSE = 0.05;
const WAYS: Record<string, Point> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** The point after an arrow key; with Shift it goes ten times as far. Another key: undefined. */
export function stepped([x, y]: Point, key: string, far: boolean): Point | undefined {
  const way = WAYS[key];
  const step = far ? COARSE : FINE;
  return way && within([x + way[0] * step, y + way[1] * step]);
}

export function replaced(points: readonly Point[], index: number, point: Point): Point[] {
  return points.map((each, at) => (at === index ? point : each));
}

/** A point put behind another, half way to the next. */
export function split(points: readonly Point[], index: number): Point[] {
  const middle = middles(points)[index];
  return middle === undefined ? [...points] : [...points.slice(0, index + 1), middle, ...points.slice(index + 1)];
}

/** Without one point; an outline keeps three. */
export function without(points: readonly Point[], index: number): Point[] {
  return points.length <= 3 ? [...points] : points.filter((_, at) => at !== index);
}

/** The middle of every edge, that of the last point to the first included. */
export function middles(points: readonly Point[]): Point[] {
  return points.map(([x, y], index) => {
    const [nx, ny] = points[(index + 1) % points.length] ?? [x, y];
    return within([(x + nx) / 2, (y + ny) / 2]);
  });
}

export function near([ax, ay]: Point, [bx, by]: Point, reach = 0.02): boolean {
  return Math.hypot(ax - bx, ay - by) <= reach;
}

/** The middle of all points: where a name is written. */
export function centre(points: readonly Point[]): Point {
  const sum = points.reduce<Point>(([x, y], [px, py]) => [x + px, y + py], [0, 0]);
  return [sum[0] / points.length, sum[1] / points.length];
}

/**
 * The tip of the arrow that says which way `forward` goes: from the left hand of who walks from start to end,
 * as he sees the picture, to his right. `ratio` is the picture's width by its height.
 */
export function forwardTip(start: Point, end: Point, ratio: number, length = 0.06): Point {
  const [dx, dy] = [(end[0] - start[0]) * ratio, end[1] - start[1]];
  const norm = Math.hypot(dx, dy) || 1;
  const [mx, my] = centre([start, end]);
  return [mx + ((-dy / norm) * length) / ratio, my + (dx / norm) * length];
}
