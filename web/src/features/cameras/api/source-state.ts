/** How a source stands, in one word. */
import type { CameraSource } from "@/api/types";

export type SourceState = "off" | "running" | "waiting" | "failed" | "good";

export function stateOf(source: Pick<CameraSource, "enabled" | "running" | "error" | "finished_at" | "due_at">, now: number): SourceState {
  if (source.running) return "running";
  if (!source.enabled) return "off";
  if (source.finished_at === null || Date.parse(source.due_at) <= now) return "waiting";
  return source.error === null ? "good" : "failed";
}

/** The figures of a run that say something, in the order of the work. */
export const COUNTS = ["created", "updated", "unchanged", "returned", "vanished", "removed", "skipped"] as const;

export function told(counts: CameraSource["counts"]): { name: (typeof COUNTS)[number]; count: number }[] {
  return COUNTS.map((name) => ({ name, count: counts[name] ?? 0 })).filter(({ count }) => count > 0);
}
