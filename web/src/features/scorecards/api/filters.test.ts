import { expect, test } from "vitest";
import { cardQuery, readCards } from "@/features/scorecards/api/filters";

const NOON = Date.parse("2026-11-22T12:00:00Z");
const read = (address: string) => readCards(new URLSearchParams(address));

test("without filters the figures are those of a week, by version", () => {
  expect(cardQuery(read(""), NOON)).toEqual({ by: "version", since: "2026-11-15T12:00:00.000Z" });
});

test("an address gives the same figures again", () => {
  const filters = read("by=region&algorithm=a1&owner=o1&since=2026-11-01T00:00:00Z&until=2026-11-02T00:00:00Z");
  expect(cardQuery(filters, NOON)).toEqual({ by: "region", algorithm_id: "a1", owner_id: "o1", since: "2026-11-01T00:00:00Z", until: "2026-11-02T00:00:00Z" });
});

test("nonsense in an address is ignored", () => {
  expect(read("by=moon&range=soon")).toEqual(read(""));
});
