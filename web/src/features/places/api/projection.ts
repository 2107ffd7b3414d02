/** A flat picture of a city: degrees around its middle, longitudes as short as they are there. Pure. */
import type { Outlines } from "@/api/types";
import type { Box } from "@/features/places/api/places";

export type Plane = { longitude: number; latitude: number; narrow: number };
/** What of the plane is seen: its middle, and how many units wide. */
export type View = { x: number; y: number; width: number };
export type Shape = { id: string; code: string; path: string; x: number; y: number };

/** Units of the plane in a degree of latitude: numbers that drawing in 32 bits tells apart to the metre. */
const UNITS = 1000;
const MARGIN = 1.08;
const CLOSEST = 2;

export function planeOf({ west, south, east, north }: Box): Plane {
  const latitude = (south + north) / 2;
  return { longitude: (west + east) / 2, latitude, narrow: Math.cos((latitude * Math.PI) / 180) };
}

export function flat({ longitude, latitude, narrow }: Plane, [x, y]: readonly [number, number]): [number, number] {
  return [(x - longitude) * narrow * UNITS, (latitude - y) * UNITS];
}

/** The view that shows a box whole, in a frame so many times as wide as high. */
export function fitted(plane: Plane, box: Box, ratio: number): View {
  const [left, top] = flat(plane, [box.west, box.north]);
  const [right, bottom] = flat(plane, [box.east, box.south]);
  return { x: (left + right) / 2, y: (top + bottom) / 2, width: Math.max(right - left, (bottom - top) * ratio, CLOSEST) * MARGIN };
}

/** The box a view shows. */
export function boxOf(plane: Plane, { x, y, width }: View, ratio: number): Box {
  const height = width / ratio;
  const longitude = (at: number) => at / UNITS / plane.narrow + plane.longitude;
  const latitude = (at: number) => plane.latitude - at / UNITS;
  return {
    west: Math.max(-180, longitude(x - width / 2)),
    south: Math.max(-90, latitude(y + height / 2)),
    east: Math.min(180, longitude(x + width / 2)),
    north: Math.min(90, latitude(y - height / 2)),
  };
}

/** Whether a box lies in another one. */
export function holds(outer: Box, inner: Box): boolean {
  return outer.west <= inner.west && outer.south <= inner.south && outer.east >= inner.east && outer.north >= inner.north;
}

/** Nearer or farther around a point that stays where it is. */
export function zoomed(view: View, factor: number, at: { x: number; y: number } = view): View {
  const width = Math.max(CLOSEST, view.width * factor);
  const share = width / view.width;
  return { x: at.x + (view.x - at.x) * share, y: at.y + (view.y - at.y) * share, width };
}

/** Outlines as paths of the plane, with the middle of each for its name. */
export function shapesOf(plane: Plane, outlines: Outlines): Shape[] {
  return outlines.features.map(({ properties, geometry }) => {
    const coordinates = geometry.coordinates as number[][][] | number[][][][];
    const polygons = geometry.type === "MultiPolygon" ? (coordinates as number[][][][]) : [coordinates as number[][][]];
    const rings = polygons.flatMap((polygon) => polygon.map((ring) => ring.map(([x = 0, y = 0]) => flat(plane, [x, y]))));
    const path = rings.map((ring) => `M${ring.map(([x, y]) => `${x.toFixed(3)},${y.toFixed(3)}`).join("L")}Z`).join("");
    const [x, y] = flat(plane, [(properties.west + properties.east) / 2, (properties.south + properties.north) / 2]);
    return { id: properties.id, code: properties.code, path, x, y };
  });
}
