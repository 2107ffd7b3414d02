import { expect, test } from "vitest";
import { begun, requestOf, withAlgorithm } from "@/features/subscriptions/api/draft";
import { NOTHING, withFilter } from "@/features/subscriptions/api/picked";

const draft = begun("a", withFilter(NOTHING, { tag: "重点" }, 3));

test("what was left alone is not sent: the algorithm's own rule stands", () => {
  expect(requestOf(draft, "a")).toEqual({ algorithm_id: "a", camera_ids: [], filters: [{ tag: "重点" }], alias: "stable", interval_s: null, rule: { thresholds: {} } });
});

test("an area is a zone of four corners, hours are a schedule, a version is pinned", () => {
  const asked = requestOf({ ...draft, meant: "v", area: { left: 0, right: 100, top: 50, bottom: 100 }, windows: [{ days: ["workday"], begin: "07:00", end: "19:00" }] }, "a");
  expect(asked).toMatchObject({ version_id: "v", rule: { zones: [{ points: [[0, 0.5], [1, 0.5], [1, 1], [0, 1]] }], schedule: { windows: [{ days: ["workday"], begin: "07:00", end: "19:00" }] } } });
});

test("another algorithm keeps the cameras and forgets what was its own", () => {
  const other = withAlgorithm({ ...draft, meant: "v", thresholds: { "fire.flame": 0.5 } }, "b");
  expect(other).toEqual({ ...draft, algorithm: "b" });
});
