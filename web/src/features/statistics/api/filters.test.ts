import { expect, test } from "vitest";
import { eventsOf, readFigures } from "@/features/statistics/api/filters";

const NOON = Date.parse("2026-11-22T12:00:00Z");
const read = (address: string) => readFigures(new URLSearchParams(address));

test("without filters the figures are those of a week, by algorithm", () => {
  expect(read("").by).toBe("algorithm");
  expect(eventsOf(read(""), NOON)).toEqual({ since: "2026-11-15T12:00:00.000Z" });
});

test("an address gives the same figures again", () => {
  const filters = read("by=hour&type=fire&algorithm=a1&camera=c1&since=2026-11-01T00:00:00Z&until=2026-11-02T00:00:00Z");
  expect(filters.by).toBe("hour");
  expect(eventsOf(filters, NOON)).toEqual({
    event_type: "fire",
    algorithm_id: "a1",
    camera_id: "c1",
    since: "2026-11-01T00:00:00Z",
    until: "2026-11-02T00:00:00Z",
  });
});

test("nonsense in an address is ignored", () => {
  expect(read("by=moon&range=soon")).toEqual(read(""));
});
