import { expect, test } from "vitest";
import { before, readKpis } from "@/features/kpis/api/kpis";

const read = (address: string) => readKpis(new URLSearchParams(address), "2026-11");

test("without an address it is the present month by unit, and by month a year", () => {
  expect(read("")).toEqual({ by: "unit", since: "2026-11", until: "2026-11" });
  expect(read("by=month")).toEqual({ by: "month", since: "2025-12", until: "2026-11" });
});

test("months the wrong way round are turned, nonsense is ignored", () => {
  expect(read("since=2026-09&until=2026-03")).toEqual({ by: "unit", since: "2026-03", until: "2026-09" });
  expect(read("by=moon&since=2026-13")).toEqual(read(""));
});

test("months go over the turn of the year", () => {
  expect(before("2026-01", 1)).toBe("2025-12");
  expect(before("2026-12", 12)).toBe("2025-12");
});
