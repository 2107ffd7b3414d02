/** The part of the map on screen: what is asked for it, and how marks that would overlap become one. Pure. */
import type { Camera, CameraMap } from "@/api/types";
import type { Tone } from "@/components/state-tag";
import { toneOf } from "@/components/camera-state";
import { type Box, boxText, pixels, ZOOM_MAX } from "@/lib/map-view";

export type Pin = CameraMap["cameras"][number];
type States = Partial<Record<Camera["state"], number>>;
/** One spot of the map; `pins` are its cameras where the server told them one by one. */
export type Spot = { longitude: number; latitude: number; count: number; states: States; pins: readonly Pin[] };

/** Two cameras nearer than this, in degrees, are not told apart by looking closer. */
const SAME_DEGREES = 0.00002;

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
