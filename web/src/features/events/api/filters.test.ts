import { expect, test } from "vitest";
import { queryOf, readFilters } from "@/features/events/api/filters";

const read = (address: string) => readFilters(new URLSearchParams(address));
const NOON = Date.parse("2026-11-22T12:00:00Z");

test("the history begins with everything", () => {
  expect(queryOf(read(""), NOON)).toEqual({});
});

test("an address gives the same question again", () => {
  const address = "review=rejected&state=ended&severity=major&type=fire&algorithm=a1&owner=o1&escalated=1&camera=c1&since=2026-11-21T00:00:00Z&until=2026-11-22T00:00:00Z";
  expect(queryOf(read(address), NOON)).toEqual({
    review: "rejected",
    state: "ended",
    severity: "major",
    event_type: "fire",
    algorithm_id: "a1",
    owner_id: "o1",
    escalated: true,
    camera_id: "c1",
    since: "2026-11-21T00:00:00Z",
    until: "2026-11-22T00:00:00Z",
  });
});

test("a relative range counts from now and wins over fixed times", () => {
  expect(queryOf(read("review=all&range=1h&until=2026-01-01T00:00:00Z"), NOON)).toEqual({ since: "2026-11-22T11:00:00.000Z" });
});

test("nonsense in an address is ignored", () => {
  expect(queryOf(read("review=maybe&state=asleep&severity=mild&escalated=no&range=soon"), NOON)).toEqual({});
});
