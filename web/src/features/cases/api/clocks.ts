/** What a clock shows at an instant, as the server says it, kept up while nothing changes there. */
import type { CaseClock } from "@/api/types";

export type Colour = CaseClock["colour"];

export function colourAt({ amber_at, due_at }: { amber_at: string | null; due_at: string | null }, now: number): Colour {
  if (amber_at === null || due_at === null) return "paused";
  if (now >= Date.parse(due_at)) return "red";
  return now >= Date.parse(amber_at) ? "amber" : "green";
}
