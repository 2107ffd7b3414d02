import { expect, test } from "vitest";
import { boxOf, fitted, flat, planeOf, shapesOf, zoomed } from "@/features/places/api/projection";

const BOX = { west: 120, south: 36, east: 121, north: 36.5 };
const plane = planeOf(BOX);

test("north is up, east is right, and a degree of longitude is shorter", () => {
  const [x, y] = flat(plane, [121, 36.5]);
  expect(x).toBeCloseTo(500 * Math.cos((36.25 * Math.PI) / 180));
  expect(y).toBeCloseTo(-250);
});

test("a fitted view shows the whole box, in wide and in high frames", () => {
  for (const ratio of [0.5, 1, 3]) {
    const seen = boxOf(plane, fitted(plane, BOX, ratio), ratio);
    expect(seen.west).toBeLessThan(BOX.west);
    expect(seen.east).toBeGreaterThan(BOX.east);
    expect(seen.south).toBeLessThan(BOX.south);
    expect(seen.north).toBeGreaterThan(BOX.north);
  }
});

test("zooming keeps the point under the pointer where it is", () => {
  const view = { x: 0, y: 0, width: 100 };
  const near = zoomed(view, 0.5, { x: 40, y: 10 });
  expect((40 - near.x) / near.width).toBeCloseTo(0.4);
  expect(near.width).toBe(50);
  expect(zoomed(view, 0).width).toBeGreaterThan(0);
});

test("every ring of every polygon is drawn", () => {
  const ring = [
    [120, 36],
    [121, 36],
    [121, 36.5],
    [120, 36],
  ];
  const properties = { id: "1", kind: "district" as const, code: "370202", name_zh: "市南区", name_en: "Shinan", area_m2: 1, ...BOX };
  const one = { type: "Feature" as const, properties, geometry: { type: "Polygon", coordinates: [ring] } };
  const two = { ...one, geometry: { type: "MultiPolygon", coordinates: [[ring], [ring, ring]] } };
  const shapes = shapesOf(plane, { type: "FeatureCollection", features: [one, two], complete: true });
  expect(shapes.map(({ path }) => path.split("M").length - 1)).toEqual([1, 3]);
});
