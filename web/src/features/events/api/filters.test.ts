import { expect, test } from "vitest";
import { fits, queryOf, readFilters } from "@/features/events/api/filters";

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

const event = {
  review: "waiting" as const,
  state: "open" as const,
  severity: "minor" as const,
  event_type: "fire.smoke",
  escalated_at: null,
  opened_at: "2026-11-22T11:30:00Z",
  camera: { id: "c1" },
  algorithm: { id: "a1" },
};

test("an event that changed is one of those looked at when it meets every filter", () => {
  const at = (address: string) => fits(event, read(address), NOON);
  for (const address of ["", "review=waiting", "state=open", "severity=minor", "type=fire.smoke", "algorithm=a1", "camera=c1", "range=1h"])
    expect(at(address), address).toBe(true);
  for (const address of ["review=rejected", "state=ended", "severity=major", "type=x", "algorithm=a2", "camera=c2", "range=15m", "escalated=1", "until=2026-11-22T11:30:00Z"])
    expect(at(address), address).toBe(false);
});

test("whose an event is below only the server knows", () => {
  expect(fits(event, read("owner=o1"), NOON)).toBeUndefined();
  expect(fits(event, read("owner=o1&severity=major"), NOON)).toBe(false);
});
