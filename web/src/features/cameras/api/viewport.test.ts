import { expect, test } from "vitest";
import type { Camera } from "@/api/types";
import { askedFor, isStack, type Pin, spotsOf, tones, worstOf } from "@/features/cameras/api/viewport";
import { graticule, home, pixels, viewOf, viewText } from "@/lib/map-view";

const pin = (id: string, longitude: number, latitude: number, state: Camera["state"] = "in_view"): Pin => ({ id, name_zh: id, name_en: id, longitude, latitude, state });
const cluster = (longitude: number, latitude: number, count: number, states = {}) => ({ longitude, latitude, count, states: states as Record<string, number> });

test("a view is kept in the address, and nonsense is none", () => {
  const view = { longitude: 120.3512, latitude: 36.1203, zoom: 11.5 };
  expect(viewOf(viewText(view))).toEqual(view);
  for (const text of [null, "", "a,b,c", "200,36,5", "120,89,5", "120,36,40", "120,36"]) expect(viewOf(text)).toBeNull();
});

test("what is asked for is whole tiles: panning within them asks the same", () => {
  const asked = askedFor({ west: 120.1, south: 35.9, east: 120.45, north: 36.05 }, 10);
  expect(asked).toEqual(askedFor({ west: 120.2, south: 36, east: 120.52, north: 36.2 }, 10.2));
  expect(asked.zoom).toBe(11);
  const [west = 0, south = 0, east = 0, north = 0] = asked.bbox.split(",").map(Number);
  expect(west <= 120.1 && south <= 35.9 && east >= 120.52 && north >= 36.2).toBe(true);
  expect(askedFor({ west: -180, south: -85, east: 180, north: 85 }, 0).bbox).toBe("-180,-90,180,90");
});

test("marks that would overlap become one, where the largest stands", () => {
  const found = { clusters: [cluster(120, 36, 5, { in_view: 5 }), cluster(120.001, 36, 9, { in_view: 8, offline: 1 }), cluster(121, 36, 1, { new: 1 })], cameras: [] };
  const [large, small, ...others] = spotsOf(found, 9, 48);
  expect(large).toMatchObject({ longitude: 120.001, count: 14, states: { in_view: 13, offline: 1 } });
  expect(small).toMatchObject({ longitude: 121, count: 1 });
  expect(others).toEqual([]);
  expect(spotsOf(found, 17, 48)).toHaveLength(3);
});

test("no two marks of a crowd overlap, and no camera is lost", () => {
  const cameras = Array.from({ length: 2000 }, (_, index) => pin(String(index), 120 + ((index * 7919) % 1000) / 40_000, 36 + ((index * 104_729) % 1000) / 50_000));
  const spots = spotsOf({ clusters: [], cameras }, 15, 40);
  expect(spots.reduce((sum, { count }) => sum + count, 0)).toBe(2000);
  const at = spots.map((spot) => pixels(spot, 15));
  for (const [index, one] of at.entries()) for (const other of at.slice(index + 1)) expect(Math.hypot(one.x - other.x, one.y - other.y)).toBeGreaterThanOrEqual(40);
});

test("cameras on one pole are a stack; those that a closer look tells apart are none", () => {
  const [stack] = spotsOf({ clusters: [], cameras: [pin("a", 120, 36), pin("b", 120.00001, 36)] }, 16, 48);
  const [street] = spotsOf({ clusters: [], cameras: [pin("a", 120, 36), pin("b", 120.0003, 36)] }, 16, 48);
  expect(stack && isStack(stack, 16)).toBe(true);
  expect(street && [isStack(street, 16), isStack(street, 20)]).toEqual([false, true]);
});

test("a cluster is called by its worst state, the more frequent of two alike", () => {
  expect(worstOf({ in_view: 100, late: 3, refused: 2, offline: 1 })).toBe("refused");
  expect(worstOf({ in_view: 100, paused: 3 })).toBe("in_view");
  expect(worstOf({ paused: 3 })).toBe("paused");
  expect(tones({ in_view: 5, late: 1, poor_picture: 2, paused: 1 })).toEqual([
    ["risk", 3],
    ["good", 5],
    ["off", 1],
  ]);
});

test("the first view shows the city, not the one camera in the sea", () => {
  const found = { clusters: [cluster(120.2, 36, 400), cluster(120.5, 36.2, 599), cluster(0, 0, 1)], cameras: [] };
  const view = home(found.clusters, 1000, 800);
  expect(view?.longitude).toBeCloseTo(120.35);
  expect(view?.latitude).toBeCloseTo(36.1);
  expect(view && view.zoom > 9 && view.zoom < 12).toBe(true);
  expect(home([], 1000, 800)).toBeNull();
  expect(home([cluster(120, 36, 1)], 1000, 800)?.zoom).toBe(15);
  const together = home([cluster(120, 36, 16)], 1000, 800);
  expect(together && together.zoom < 12).toBe(true); // they may stand anywhere in their cell
});

test("the grid has round lines, at least six across", () => {
  expect(graticule({ west: 119.97, south: 35.9, east: 120.61, north: 36.21 })).toEqual({
    longitudes: [120, 120.1, 120.2, 120.3, 120.4, 120.5, 120.6],
    latitudes: [35.9, 36, 36.1, 36.2],
    digits: 1,
  });
  expect(graticule({ west: 120.301, south: 36, east: 120.304, north: 36.002 }).digits).toBe(4);
});
