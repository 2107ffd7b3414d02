/** Places on a map: what part of the world is on screen, and where things are on it. Pure. */

/** A zoom is the map's: 0 shows the world in 512 pixels. */
export type View = { longitude: number; latitude: number; zoom: number };
/** So many things around one place. */
export type Weighted = { longitude: number; latitude: number; count: number };
export type Box = { west: number; south: number; east: number; north: number };

export const ZOOM_MAX = 20;
export const ZOOM_MIN = 1;
const TILE_PX = 512;
const LATITUDE_MAX = 85;
/** What counts as outlying: a few things with a mistyped position must not decide what is shown first. */
const OUTLYING = 0.01;

/** `120.35120,36.12030,11.50`; null where it is none. */
export function viewOf(text: string | null): View | null {
  const [longitude = NaN, latitude = NaN, zoom = NaN] = (text ?? "").split(",").map(Number);
  if (!(Math.abs(longitude) <= 180 && Math.abs(latitude) <= LATITUDE_MAX && zoom >= 0 && zoom <= ZOOM_MAX)) return null;
  return { longitude, latitude, zoom };
}

export function viewText({ longitude, latitude, zoom }: View): string {
  return `${longitude.toFixed(5)},${latitude.toFixed(5)},${zoom.toFixed(2)}`;
}

export function boxText({ west, south, east, north }: Box): string {
  return [west, south, east, north].map((degrees) => Number(degrees.toFixed(6)).toString()).join(",");
}

/** Where a position is, in pixels of the whole world at a zoom (Mercator). */
export function pixels({ longitude, latitude }: { longitude: number; latitude: number }, zoom: number): { x: number; y: number } {
  const world = TILE_PX * 2 ** zoom;
  const radians = (Math.max(-LATITUDE_MAX, Math.min(LATITUDE_MAX, latitude)) * Math.PI) / 180;
  return { x: ((longitude + 180) / 360) * world, y: (0.5 - Math.log(Math.tan(Math.PI / 4 + radians / 2)) / (2 * Math.PI)) * world };
}

/** Whether a place is within a box. */
export function isIn({ west, south, east, north }: Box, { longitude, latitude }: { longitude: number; latitude: number }): boolean {
  return longitude >= west && longitude <= east && latitude >= south && latitude <= north;
}

/** At this zoom it is asked where things are; a cell of the server's grid is then so many degrees wide. */
export const HOME_ZOOM = 9;
const CELL = 360 / 2 ** HOME_ZOOM / 4;

/** The view that shows weighted places when nobody said where to look; null where there are none. */
export function home(all: readonly Weighted[], width: number, height: number): View | null {
  if (all.length === 0) return null;
  const [west, east] = wider(middle(all.map(({ longitude, count }) => [longitude, count])), all);
  const [south, north] = wider(middle(all.map(({ latitude, count }) => [latitude, count])), all);
  const [from, to] = [pixels({ longitude: west, latitude: north }, 0), pixels({ longitude: east, latitude: south }, 0)];
  const fits = Math.min(width / Math.max(to.x - from.x, 1e-9), height / Math.max(to.y - from.y, 1e-9)) * 0.8;
  const zoom = Math.max(ZOOM_MIN, Math.min(15, Math.log2(fits)));
  return { longitude: (west + east) / 2, latitude: (south + north) / 2, zoom };
}

/** A cell is told by the middle of what is in it, which may stand all over it. */
function wider([least, greatest]: [number, number], all: readonly Weighted[]): [number, number] {
  const spread = all.every(({ count }) => count === 1) ? 0 : CELL / 2;
  return [least - spread, greatest + spread];
}

/** The least and the greatest of weighted values, a hundredth at either end left out. */
function middle(values: readonly (readonly [number, number])[]): [number, number] {
  const sorted = [...values].sort(([one], [other]) => one - other);
  const total = sorted.reduce((sum, [, weight]) => sum + weight, 0);
  const least = (from: readonly (readonly [number, number])[]) => {
    let passed = 0;
    for (const [value, weight] of from) {
      passed += weight;
      if (passed > total * OUTLYING) return value;
    }
    return from.at(-1)?.[0] ?? 0;
  };
  return [least(sorted), least([...sorted].reverse())];
}

const STEPS = [30, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005];
const LINES = 6;

/** Round meridians and parallels for a box, some six across. */
export function graticule({ west, south, east, north }: Box): { longitudes: number[]; latitudes: number[]; digits: number } {
  const step = STEPS.find((each) => (east - west) / each >= LINES) ?? STEPS.at(-1) ?? 1;
  const every = (from: number, to: number) => {
    const first = Math.ceil(from / step);
    return Array.from({ length: Math.max(0, Math.floor(to / step) - first + 1) }, (_, index) => Number(((first + index) * step).toFixed(4)));
  };
  const digits = Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
  return { longitudes: every(west, east), latitudes: every(Math.max(south, -LATITUDE_MAX), Math.min(north, LATITUDE_MAX)), digits };
}
