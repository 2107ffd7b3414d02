import { describe, expect, test } from "vitest";
import { fromCsv, isWeekend, kindOf, later, toCsv, turned, weeksOf } from "@/features/calendar/api/days";

test("a month is weeks from Monday", () => {
  const weeks = weeksOf(2027, 2);
  expect(weeks).toHaveLength(4);
  expect([weeks[0]?.[0], weeks[3]?.[6]]).toEqual(["2027-02-01", "2027-02-28"]);
  expect(weeksOf(2028, 2).flat().filter(Boolean)).toHaveLength(29);
});

test("a day turns into what it usually is not, and back", () => {
  expect(isWeekend("2027-02-20")).toBe(true);
  const worked = turned([], "2027-02-20");
  expect(worked).toEqual([{ date: "2027-02-20", kind: "workday", name: "" }]);
  expect(turned(worked, "2027-02-20")).toEqual([]);
  const both = turned(worked, "2027-02-08");
  expect(both.map(({ date, kind }) => `${date} ${kind}`)).toEqual(["2027-02-08 holiday", "2027-02-20 workday"]);
  const special = new Map(both.map((day) => [day.date, day]));
  expect(["2027-02-08", "2027-02-09", "2027-02-20", "2027-02-21"].map((date) => kindOf(date, special))).toEqual(["holiday", "plain", "workday", "rest"]);
});

test("arrows stay in the year", () => {
  expect(later("2027-02-28", 1)).toBe("2027-03-01");
  expect(later("2027-12-31", 1)).toBeUndefined();
});

describe("CSV", () => {
  const days = [
    { date: "2027-01-01", kind: "holiday", name: "元旦, \"新年\"" } as const,
    { date: "2027-02-20", kind: "workday", name: "" } as const,
  ];
  test("comes back as it went", () => expect(fromCsv(toCsv(days), 2027)).toEqual({ days }));
  test("of another program is read as well", () => {
    expect(fromCsv("\uFEFF2027-01-01, holiday ,元旦\n\n", 2027)).toEqual({ days: [{ date: "2027-01-01", kind: "holiday", name: "元旦" }] });
  });
  test.each(["2027-02-30,holiday,", "2026-01-01,holiday,", "2027-01-01,free,", "2027-01-01,holiday\n2027-01-01,workday"])("is refused at its wrong line: %s", (text) => {
    expect(fromCsv(text, 2027)).toEqual({ line: text.split("\n").length });
  });
});
