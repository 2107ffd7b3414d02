/** How close what is used is to its limit. */
export type Closeness = "free" | "near" | "full";

export const NEAR = 0.8;

/** The used part of a limit; of nothing allowed, anything used is all of it and more. */
export function shareOf(used: number, limit: number): number {
  if (limit <= 0) return used > 0 ? Number.POSITIVE_INFINITY : 1;
  return used / limit;
}

export function closenessOf(used: number, limit: number): Closeness {
  const share = shareOf(used, limit);
  if (share >= 1) return "full";
  return share >= NEAR ? "near" : "free";
}
