import { expect, test } from "vitest";
import { fitting, moved, onPage, readLayout } from "@/features/wall/api/layout";

const id = (number: number) => `01934e4c-0000-7000-8000-${String(number).padStart(12, "0")}`;
const read = (query: Record<string, string>) => readLayout(new URLSearchParams(query));
const ids = Array.from({ length: 20 }, (_, number) => id(number));

test("an address holds sixteen cameras at the most, each once, and no nonsense", () => {
  const { ids: found } = read({ cameras: [ids[0], "nonsense", ids[0], ...ids].join(",") });
  expect(found).toEqual(ids.slice(0, 16));
  expect(read({}).ids).toEqual([]);
});

test("the grid is the smallest that shows all, or the chosen one", () => {
  expect([0, 1, 2, 4, 5, 10, 16].map(fitting)).toEqual([1, 1, 4, 4, 9, 16, 16]);
  expect(read({ cameras: ids.slice(0, 5).join(",") }).grid).toBe(9);
  expect(read({ cameras: ids.join(","), grid: "4" })).toMatchObject({ grid: 4, pages: 4, page: 0 });
  expect(read({ cameras: ids.join(","), grid: "5" }).grid).toBe(16);
});

test("a page shows its cameras, and there is no page behind the last", () => {
  const last = read({ cameras: ids.slice(0, 6).join(","), grid: "4", page: "9" });
  expect(last.page).toBe(1);
  expect(onPage(last)).toEqual(ids.slice(4, 6));
});

test("only a camera of the wall is shown large", () => {
  expect(read({ cameras: id(1), large: id(1) }).large).toBe(id(1));
  expect(read({ cameras: id(1), large: id(2) }).large).toBeNull();
});

test("arrows move between tiles and not beyond them", () => {
  expect(moved("ArrowDown", 1, 7, 9)).toBe(4);
  expect(moved("ArrowRight", 2, 7, 9)).toBe(3);
  expect(moved("ArrowDown", 4, 7, 9)).toBeUndefined();
  expect(moved("ArrowLeft", 0, 7, 9)).toBeUndefined();
  expect(moved("x", 0, 7, 9)).toBeUndefined();
});
