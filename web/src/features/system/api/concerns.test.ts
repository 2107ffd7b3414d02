import { expect, test } from "vitest";
import type { System, Worker } from "@/api/types";
import { byTrouble, concerns, largest, troubleOf } from "@/features/system/api/concerns";

const worker = (id: string, change: Partial<Worker> = {}): Worker => ({
  id,
  node_id: "n",
  host: "10.0.0.1",
  age_s: 600,
  memory_mb: 200,
  looks_per_s: 0.4,
  behind: 0,
  cameras: 2,
  looks: 9,
  late_looks: 0,
  short: false,
  modes: { keyframes: 2 },
  connections: { sessions: 2, waiting: 0, held_back: 0 },
  drops: {},
  spooled: 0,
  answered_s_ago: 0.4,
  ...change,
});
const NOW = Date.parse("2026-11-26T08:00:00Z");
const lost = (at: string) => ({ at, worker: "x", host: "10.0.0.1", cameras: 2, zh: "进程已退出", en: "its process ended" });
const node = (answers: boolean) => ({ id: "n", host: "10.0.0.1", cpus: 2, head: true, answers, spares: 1 });
const HELD = worker("b", { connections: { sessions: 0, waiting: 3, held_back: 2 } });
const SYSTEM: System = {
  ready: true,
  leads: true,
  nodes: [node(true), node(false)],
  workers: [worker("a"), HELD, worker("c", { short: true, behind: 2 }), worker("d", { answered_s_ago: 20, spooled: 4 })],
  worker_restarts: 2,
  losses: [lost("2026-11-26T07:00:00Z"), lost("2026-11-26T07:55:00Z")],
  recent_drops: {},
  models: [{ version_id: "v", title_zh: "", title_en: "", version: "", pids: [], inferred: 0, failures: 2 }],
  sandbox: { landlock_abi: 0, seccomp: true, own_uid: false, sufficient: false, zh: "", en: "" },
};

test("what is at risk is counted, the worst first", () => {
  expect(concerns(SYSTEM, NOW).map(({ kind, count }) => [kind, count])).toEqual([
    ["silent", 1],
    ["nodes", 1],
    ["spooled", 4],
    ["short", 1],
    ["behind", 2],
    ["replaced", 1],
    ["held_back", 2],
    ["failures", 1],
    ["unconfined", 1],
  ]);
});

test("a system that starts says only that", () => {
  const starting: System = { ...SYSTEM, ready: false, workers: [], nodes: [], losses: [], models: [], sandbox: { ...SYSTEM.sandbox, sufficient: true } };
  expect(concerns(starting, NOW)).toEqual([{ kind: "starting", tone: "act", count: 1 }]);
  expect(concerns({ ...starting, ready: true }, NOW)).toEqual([]);
});

test("workers in trouble stand first, the others keep their places", () => {
  expect(byTrouble(SYSTEM.workers).map(({ id }) => id)).toEqual(["d", "c", "b", "a"]);
  expect(troubleOf(worker("e", { looks: 0, modes: {} }))).toBe("starting");
  expect(troubleOf(worker("f"))).toBeNull();
});

test("the largest counts are named first", () => {
  expect(largest({ stale: 3, replaced: 12, error: 0 })).toEqual([
    ["replaced", 12],
    ["stale", 3],
  ]);
});
