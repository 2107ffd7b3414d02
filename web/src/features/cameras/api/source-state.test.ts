import { expect, test } from "vitest";
import { stateOf, told } from "@/features/cameras/api/source-state";

const NOW = Date.parse("2026-11-26T08:00:00Z");
const source = { enabled: true, running: false, error: null, finished_at: "2026-11-26T07:30:00Z", due_at: "2026-11-26T08:30:00Z" };
const error = { code: "no_answer", zh: "没有应答", en: "no answer" };

test("a source is what its last run says, unless it is at it, off or due", () => {
  expect(stateOf(source, NOW)).toBe("good");
  expect(stateOf({ ...source, error }, NOW)).toBe("failed");
  expect(stateOf({ ...source, error, running: true }, NOW)).toBe("running");
  expect(stateOf({ ...source, error, enabled: false }, NOW)).toBe("off");
  expect(stateOf({ ...source, error, due_at: "2026-11-26T08:00:00Z" }, NOW)).toBe("waiting");
  expect(stateOf({ ...source, finished_at: null }, NOW)).toBe("waiting");
});

test("only figures that say something are told", () => {
  const counts = { read: 4, created: 3, updated: 0, unchanged: 0, returned: 0, vanished: 1, removed: 0, skipped: 0 };
  expect(told(counts)).toEqual([
    { name: "created", count: 3 },
    { name: "vanished", count: 1 },
  ]);
});
