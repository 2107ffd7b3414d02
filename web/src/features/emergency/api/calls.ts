/** Who was told of an emergency and what became of it, summed up. Pure. */
import type { Emergency, EmergencyCall } from "@/api/types";

export const AUDIENCES = ["street", "community", "transport", "traffic_police", "residents"] as const;
export type Audience = EmergencyCall["audience"];
/** What somebody was told last, and what he has answered since he was first told. */
export type Party = { key: string; audience: Audience; name: string; last: EmergencyCall; calls: number; answered: EmergencyCall | undefined };

const ANSWERS: Record<string, readonly NonNullable<EmergencyCall["receipt"]>[]> = {
  none: ["acknowledged", "arrived", "done", "declined"],
  acknowledged: ["arrived", "done", "declined"],
  arrived: ["done"],
  declined: ["acknowledged"],
  done: [],
};

/** One line for each audience and each resource, the latest told last. */
export function parties(calls: Emergency["calls"]): Party[] {
  const found = new Map<string, Party>();
  for (const call of calls) {
    const key = call.audience === "rescue" ? `rescue ${call.name}` : call.audience;
    const before = found.get(key);
    const answered = call.receipt === null ? before?.answered : call;
    found.set(key, { key, audience: call.audience, name: call.name, last: call, calls: (before?.calls ?? 0) + 1, answered });
  }
  return [...found.values()];
}

/** What a call may be answered with next. */
export function answersTo({ receipt }: EmergencyCall): readonly NonNullable<EmergencyCall["receipt"]>[] {
  return ANSWERS[receipt ?? "none"] ?? [];
}

/** How a call's messages stand, the worst of them; null: no sink reaches him. */
export function reached({ deliveries }: EmergencyCall): "dead" | "retrying" | "waiting" | "delivered" | null {
  const states = deliveries.map(({ state }) => state);
  return (["dead", "retrying", "waiting", "delivered"] as const).find((state) => states.includes(state)) ?? null;
}
