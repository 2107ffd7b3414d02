/** The part of the map on screen: what is asked for it, and how marks that would overlap become one. Pure. */
import type { Camera, CameraMap } from "@/api/types";
import type { Tone } from "@/components/state-tag";
import { toneOf } from "@/components/camera-state";

/** A zoom is the map's: 0 shows the world in 512 pixels. */
export type View = { longitude: number; latitude: number; zoom: number };
export type Box = { west: number; south: number; east: number; north: number };
export type Pin = CameraMap["cameras"][number];
type States = Partial<Record<Camera["state"], number>>;
/** One spot of the map; `pins` are its cameras where the server told them one by one. */
export type Spot = { longitude: number; latitude: number; count: number; states: States; pins: readonly Pin[] };

export const ZOOM_MAX = 20;
export const ZOOM_MIN = 1;
const TILE_PX = 512;
/** Two cameras nearer than this, in degrees, are not told apart by looking closer. */
const SAME_DEGREES = 0.00002;
const LATITUDE_MAX = 85;
/** What counts as outlying: a few cameras with a mistyped position must not decide what is shown first. */
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

/** What to ask the server for: the box grown to whole tiles, so that clusters stay where they are while one pans. */
export function askedFor(box: Box, zoom: number): { bbox: string; zoom: number } {
  const level = Math.max(0, Math.min(22, Math.round(zoom) + 1));
  const tile = 360 / 2 ** level;
  const down = (degrees: number, least: number) => Math.max(least, Math.floor((degrees + 180) / tile) * tile - 180);
  const up = (degrees: number, most: number) => Math.min(most, Math.ceil((degrees + 180) / tile) * tile - 180);
  return { bbox: boxText({ west: down(box.west, -180), south: down(box.south, -90), east: up(box.east, 180), north: up(box.north, 90) }), zoom: level };
}

/** Clusters and single cameras as spots; those whose marks would overlap are taken together, the largest staying in place. */
export function spotsOf(found: CameraMap, zoom: number, markPx: number): Spot[] {
  const each = [...found.clusters.map((cluster) => ({ ...cluster, pins: [] })), ...found.cameras.map(alone)];
  const kept: { at: { x: number; y: number }; spot: Spot }[] = [];
  const cells = new Map<string, number[]>();
  for (const spot of each.sort((one, other) => other.count - one.count)) {
    const at = pixels(spot, zoom);
    const [column, row] = [Math.floor(at.x / markPx), Math.floor(at.y / markPx)];
    const near = [-1, 0, 1].flatMap((dx) => [-1, 0, 1].flatMap((dy) => cells.get(`${column + dx}/${row + dy}`) ?? []));
    const host = near.map((index) => kept[index]).find((other) => other !== undefined && Math.hypot(other.at.x - at.x, other.at.y - at.y) < markPx);
    if (host !== undefined) host.spot = joined(host.spot, spot);
    else {
      const key = `${column}/${row}`;
      cells.set(key, [...(cells.get(key) ?? []), kept.length]);
      kept.push({ at, spot });
    }
  }
  return kept.map(({ spot }) => spot);
}

function alone(pin: Pin): Spot {
  return { longitude: pin.longitude, latitude: pin.latitude, count: 1, states: { [pin.state]: 1 }, pins: [pin] };
}

function joined(one: Spot, other: Spot): Spot {
  const states: States = { ...one.states };
  for (const [state, count] of Object.entries(other.states) as [Camera["state"], number][]) states[state] = (states[state] ?? 0) + count;
  return { ...one, count: one.count + other.count, states, pins: [...one.pins, ...other.pins] };
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

/** Whether looking closer shows no more: its cameras are known and stand in one place. */
export function isStack({ pins, count }: Spot, zoom: number): boolean {
  if (pins.length < 2 || pins.length !== count) return false;
  const spread = (values: number[]) => Math.max(...values) - Math.min(...values);
  const apart = Math.max(spread(pins.map((pin) => pin.longitude)), spread(pins.map((pin) => pin.latitude)));
  return apart < SAME_DEGREES || zoom >= ZOOM_MAX - 0.5;
}

const WORST: readonly Camera["state"][] = ["offline", "silent", "refused", "wrong_stream", "late", "poor_picture", "in_view", "new", "paused"];

/** The worst state among cameras, of those equally bad the most frequent. */
export function worstOf(states: States): Camera["state"] {
  const there = WORST.filter((state) => (states[state] ?? 0) > 0);
  const [first = "new"] = there;
  const alike = there.filter((state) => toneOf(state) === toneOf(first));
  return alike.sort((one, other) => (states[other] ?? 0) - (states[one] ?? 0))[0] ?? first;
}

/** How many cameras have each tone, worst first; tones of none are left out. */
export function tones(states: States): [Tone, number][] {
  const found = new Map<Tone, number>();
  for (const state of WORST) if (states[state]) found.set(toneOf(state), (found.get(toneOf(state)) ?? 0) + states[state]);
  return [...found];
}

/** The view that shows the cameras when nobody said where to look; null where none has a position. */
export function home(found: CameraMap, width: number, height: number): View | null {
  const all = found.clusters;
  if (all.length === 0) return null;
  const [west, east] = middle(all.map(({ longitude, count }) => [longitude, count]));
  const [south, north] = middle(all.map(({ latitude, count }) => [latitude, count]));
  const [from, to] = [pixels({ longitude: west, latitude: north }, 0), pixels({ longitude: east, latitude: south }, 0)];
  const fits = Math.min(width / Math.max(to.x - from.x, 1e-9), height / Math.max(to.y - from.y, 1e-9)) * 0.65;
  const zoom = Math.max(ZOOM_MIN, Math.min(15, Math.log2(fits)));
  return { longitude: (west + east) / 2, latitude: (south + north) / 2, zoom };
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
