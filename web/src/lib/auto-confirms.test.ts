import { expect, test } from "vitest";
import type { AutoConfirm } from "@/api/types";
import { lostOnes } from "@/lib/auto-confirms";

const NOW = Date.parse("2026-11-22T12:00:00Z");
const row = (id: string, off_at: string | null, unearned: boolean, algorithm = "fire"): AutoConfirm => ({
  id,
  owner_id: "parks",
  department_zh: "园林局",
  department_en: "Parks",
  algorithm_id: algorithm,
  title_zh: "火",
  title_en: "Fire",
  version_id: "v",
  version: "1.0.0",
  threshold: 0.9,
  sample_share: 0.1,
  on_at: "2026-11-01T00:00:00Z",
  off_at,
  off_reason: unearned ? { code: "unearned", zh: "下限", en: "bound" } : null,
  measured: null,
});
const ids = (...rows: AutoConfirm[]) => lostOnes(rows, NOW).map(({ id }) => id);

test("what switched itself off is told for a week", () => {
  expect(ids(row("a", "2026-11-22T08:00:00Z", true))).toEqual(["a"]);
  expect(ids(row("a", "2026-11-10T08:00:00Z", true))).toEqual([]);
});

test("what somebody switched off, or on again, is not told", () => {
  expect(ids(row("a", "2026-11-22T08:00:00Z", false))).toEqual([]);
  expect(ids(row("b", null, false), row("a", "2026-11-22T08:00:00Z", true))).toEqual([]);
  expect(ids(row("b", "2026-11-22T09:00:00Z", false), row("a", "2026-11-22T08:00:00Z", true))).toEqual([]);
});
