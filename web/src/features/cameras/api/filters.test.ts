import { expect, test } from "vitest";
import { exportUrl, FILTERS, filtersOf, hiddenOf, NO_FILTERS, sortOf } from "@/features/cameras/api/filters";

const of = (query: string) => filtersOf(new URLSearchParams(query));

test("an address says which cameras are wanted", () => {
  expect(of("q=路&state=offline&tag=重点&region=3702&lacks=located&view=map")).toEqual({
    q: "路",
    state: "offline",
    tag: "重点",
    region: "3702",
    lacks: "located",
  });
});

test("what the server would refuse is not asked", () => {
  expect(of("state=gone&region=37x&industry=8&device_type=1321&owner_id=me&source=x&lacks=beauty&bbox=1,2,3&q=")).toEqual({});
});

test("a sort nobody knows is the usual one", () => {
  expect(sortOf(new URLSearchParams("sort=name"))).toBe("name");
  expect(sortOf(new URLSearchParams("sort=colour"))).toBe("-created");
});

test("search and state stand in the bar; all others are told beside it", () => {
  expect(hiddenOf(of("q=a&state=late&group=x/y&bbox=1,2,3,4"))).toEqual(["group", "bbox"]);
  expect(Object.keys(NO_FILTERS)).toEqual(FILTERS);
});

test("what is exported is what is filtered", () => {
  expect(exportUrl(of("tag=重点&lacks=named"), "xlsx", "en")).toBe("/api/v1/cameras/export?tag=%E9%87%8D%E7%82%B9&lacks=named&format=xlsx&language=en");
});
