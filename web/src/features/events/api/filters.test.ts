import { expect, test } from "vitest";
import { queryOf, readFilters } from "@/features/events/api/filters";

const read = (address: string, judges = true) => readFilters(new URLSearchParams(address), judges);
const NOON = Date.parse("2026-11-22T12:00:00Z");

test("a judge begins with what waits, everybody else with everything", () => {
  expect(queryOf(read(""), NOON)).toEqual({ review: "waiting" });
  expect(queryOf(read("", false), NOON)).toEqual({});
});

test("an address gives the same question again", () => {
  const address = "review=rejected&state=ended&type=fire&camera=c1&since=2026-11-21T00:00:00Z&until=2026-11-22T00:00:00Z";
  expect(queryOf(read(address), NOON)).toEqual({
    review: "rejected",
    state: "ended",
    event_type: "fire",
    camera_id: "c1",
    since: "2026-11-21T00:00:00Z",
    until: "2026-11-22T00:00:00Z",
  });
});

test("a relative range counts from now and wins over fixed times", () => {
  expect(queryOf(read("review=all&range=1h&until=2026-01-01T00:00:00Z"), NOON)).toEqual({ since: "2026-11-22T11:00:00.000Z" });
});

test("nonsense in an address is ignored", () => {
  expect(queryOf(read("review=maybe&state=asleep&range=soon"), NOON)).toEqual({ review: "waiting" });
});
