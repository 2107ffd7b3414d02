/** How old a live picture may be before it is said. */
const OLD_MS = 5000;
const STILL_MS = 30_000;
export type Age = { ms: number; worth: "fresh" | "old" | "still" };

/** The age of a picture; `still` is one that shows nothing of now. A camera's clock may be ahead of ours. */
export function ageOf(taken_at: string, now: number): Age {
  const ms = Math.max(0, now - Date.parse(taken_at));
  return { ms, worth: ms > STILL_MS ? "still" : ms > OLD_MS ? "old" : "fresh" };
}
