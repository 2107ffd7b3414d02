import { expect, test } from "vitest";
import type { Figures } from "@/api/types";
import { BARS, drawn } from "@/features/statistics/api/drawn";

const figure = (about: string, confirmed: number): Figures => ({
  about,
  name_zh: about,
  name_en: about,
  events: confirmed,
  confirmed,
  duplicates: 0,
  rejected: 0,
  waiting: 0,
  auto: 0,
  precision: null,
  precision_from: null,
  precision_to: null,
  claim_s: null,
  verdict_s: null,
});
const nameOf = ({ name_zh }: Figures) => name_zh;

test("a day has all of its hours, those without events too", () => {
  const hours = drawn([figure("3", 5), figure("15", 2)], "hour", nameOf);
  expect(hours.map(({ name }) => name).slice(0, 4)).toEqual(["00:00", "01:00", "02:00", "03:00"]);
  expect(hours.map(({ confirmed }) => confirmed).filter((count) => count > 0)).toEqual([5, 2]);
  expect(hours).toHaveLength(24);
});

test("between the first day and the last one none is left out", () => {
  const days = drawn([figure("2026-02-27", 1), figure("2026-03-02", 4)], "day", nameOf);
  expect(days.map(({ name, confirmed }) => [name, confirmed])).toEqual([
    ["2026-02-27", 1],
    ["2026-02-28", 0],
    ["2026-03-01", 0],
    ["2026-03-02", 4],
  ]);
  expect(drawn([], "day", nameOf)).toEqual([]);
});

test("all days of a quarter are drawn, of cameras those that have room", () => {
  const many = Array.from({ length: 60 }, (_, index) => figure(`2026-0${index < 31 ? "1" : "2"}-${String((index % 31) + 1).padStart(2, "0")}`, 1)).slice(0, 59);
  expect(drawn(many, "day", nameOf)).toHaveLength(59);
  expect(drawn(many, "camera", nameOf)).toHaveLength(BARS);
});

test("days that lie years apart are not filled up", () => {
  expect(drawn([figure("2020-01-01", 1), figure("2026-01-01", 1)], "day", nameOf)).toHaveLength(2);
});
