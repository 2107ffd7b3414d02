import { expect, test } from "vitest";
import { assigned, columnsOf, hasPositions, lackOf } from "@/features/cameras/api/columns";

test("a column shows its first contents, each once, and the field it is", () => {
  const rows = [["东门", "1"], ["", "1"], ["西门", "2"], ["南门", "3"], ["北门", "4"]];
  expect(columnsOf(["名称", "编号"], rows, { name_zh: 0 })).toEqual([
    { number: 0, title: "名称", samples: ["东门", "西门", "南门"], field: "name_zh" },
    { number: 1, title: "编号", samples: ["1", "2", "3"], field: null },
  ]);
});

test("rows longer than the header have columns without a title", () => {
  expect(columnsOf(["a"], [["1", "2"]], {}).map(({ title, samples }) => [title, samples])).toEqual([
    ["a", ["1"]],
    ["", ["2"]],
  ]);
});

test("a field moves from column to column and is never in two", () => {
  const first = assigned({ url: 0, place: 1 }, 2, "url");
  expect(first).toEqual({ place: 1, url: 2 });
  expect(assigned(first, 2, "tags")).toEqual({ place: 1, tags: 2 });
  expect(assigned(first, 1, null)).toEqual({ url: 2 });
});

test("something must tell one camera from another", () => {
  expect(lackOf({ name_zh: 0 })).toBe("key");
  expect(["gb_id", "source_id", "url"].map((key) => lackOf({ [key]: 0 }))).toEqual([null, null, null]);
});

test("half a position is none", () => {
  expect(lackOf({ url: 0, longitude: 1 })).toBe("position");
  expect(hasPositions({ longitude: 1 })).toBe(false);
  expect(hasPositions({ longitude: 1, latitude: 2 })).toBe(true);
});
