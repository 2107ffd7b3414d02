/** What an operator should know first: what is missing or at risk, worst first. */
import type { System, Worker } from "@/api/types";

/** A worker answers every second or so. */
const SILENT_S = 5;

export type Trouble = "starting" | "silent" | "short" | "spooled" | "held_back";
export type Concern = { kind: Trouble | "unconfined" | "failures" | "nodes" | "behind" | "replaced"; tone: "act" | "risk"; count: number };

const LATELY_MS = 600_000;

export function concerns({ ready, workers, nodes, losses, models, sandbox }: System, now: number): Concern[] {
  const sum = (of: (worker: Worker) => number) => workers.reduce((total, worker) => total + of(worker), 0);
  const all: Concern[] = [
    { kind: "starting", tone: "act", count: ready ? 0 : 1 },
    { kind: "silent", tone: "act", count: workers.filter(isSilent).length },
    { kind: "nodes", tone: "act", count: nodes.filter(({ answers }) => !answers).length },
    { kind: "spooled", tone: "act", count: sum(({ spooled }) => spooled) },
    { kind: "short", tone: "risk", count: workers.filter(({ short }) => short).length },
    { kind: "behind", tone: "risk", count: sum(({ behind }) => behind) },
    { kind: "replaced", tone: "risk", count: losses.filter(({ at }) => now - Date.parse(at) < LATELY_MS).length },
    { kind: "held_back", tone: "risk", count: sum(({ connections }) => connections.held_back) },
    { kind: "failures", tone: "risk", count: models.filter(({ pids, failures }) => pids.length === 0 && failures > 0).length },
    { kind: "unconfined", tone: "risk", count: sandbox.sufficient ? 0 : 1 },
  ];
  return all.filter(({ count }) => count > 0);
}

export function isSilent({ answered_s_ago }: Worker): boolean {
  return answered_s_ago > SILENT_S;
}

/** The worst thing about a worker; null where all is well. `starting`: it has told nothing yet. */
export function troubleOf(worker: Worker): Trouble | null {
  if (isSilent(worker)) return "silent";
  if (worker.spooled > 0) return "spooled";
  if (worker.short) return "short";
  if (worker.connections.held_back > 0) return "held_back";
  return worker.looks === 0 && Object.keys(worker.modes).length === 0 ? "starting" : null;
}

const ORDER: readonly (Trouble | null)[] = ["silent", "spooled", "short", "held_back", "starting", null];

/** Workers with a trouble first; else in the order of their names, so that rows stay where they are. */
export function byTrouble(workers: readonly Worker[]): Worker[] {
  const rank = (worker: Worker) => ORDER.indexOf(troubleOf(worker));
  return [...workers].sort((one, other) => rank(one) - rank(other) || (one.id < other.id ? -1 : 1));
}

/** Counts under their names, the largest first, those of nothing left out. */
export function largest(counts: Partial<Record<string, number>>): [string, number][] {
  return Object.entries(counts)
    .flatMap(([name, count]): [string, number][] => (count === undefined || count === 0 ? [] : [[name, count]]))
    .sort(([, one], [, other]) => other - one);
}
