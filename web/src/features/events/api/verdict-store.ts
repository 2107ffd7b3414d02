/** Verdicts that can still be taken back: kept outside of React so that they outlive a page. */
import { useSyncExternalStore } from "react";
import type { Event } from "@/api/types";

export type Fleeting = {
  event: Event;
  verdict: "confirm" | "reject";
  /** When it takes effect, in the server's time. */
  until: number;
  /** The stored verdict's id; undefined while the server has not answered. */
  stored: Promise<string | undefined>;
};

let fleeting: readonly Fleeting[] = [];
const settling = new Set<string>();
const listeners = new Set<() => void>();

export function addFleeting(entry: Fleeting): void {
  become([...fleeting.filter((each) => each.event.id !== entry.event.id), entry]);
}

export function extendFleeting(eventId: string, until: number): void {
  become(fleeting.map((each) => (each.event.id === eventId ? { ...each, until } : each)));
}

export function dropFleeting(eventId: string): void {
  become(fleeting.filter((each) => each.event.id !== eventId));
}

export function fleetingOf(eventId: string): Fleeting | undefined {
  return fleeting.find((each) => each.event.id === eventId);
}

export function latestFleeting(): Fleeting | undefined {
  return fleeting.at(-1);
}

export function useFleeting(): readonly Fleeting[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => fleeting,
  );
}

/** Whether a change of ours to this event is under way, so that older answers must not undo it on screen. */
export function isSettling(eventId: string): boolean {
  return settling.has(eventId);
}

export async function whileSettling<T>(eventId: string, work: () => Promise<T>): Promise<T> {
  settling.add(eventId);
  try {
    return await work();
  } finally {
    settling.delete(eventId);
  }
}

function become(next: readonly Fleeting[]): void {
  fleeting = next;
  for (const each of listeners) each();
}
