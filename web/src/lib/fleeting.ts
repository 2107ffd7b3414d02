/** Verdicts that can still be taken back: kept outside of React so that they outlive a page. */
import { useSyncExternalStore } from "react";
import type { Event, Verdict } from "@/api/types";

export type Fleeting = {
  event: Event;
  verdict: Verdict["verdict"];
  /** Of look-alikes judged at once: how many. */
  count: number;
  /** When it takes effect, in the server's time. */
  until: number;
  /** What takes it back, once the server has it; undefined where the server refused it. */
  takeBack: Promise<(() => Promise<void>) | undefined>;
};

let fleeting: readonly Fleeting[] = [];
const settling = new Set<string>();
const listeners = new Set<() => void>();
const returned = new Set<(event: Event) => void>();

export function addFleeting(entry: Fleeting): void {
  become([...fleeting.filter((each) => each.event.id !== entry.event.id), entry]);
}

export function extendFleeting(eventId: string, until: number): void {
  become(fleeting.map((each) => (each.event.id === eventId ? { ...each, until } : each)));
}

export function dropFleeting(eventId: string): void {
  become(fleeting.filter((each) => each.event.id !== eventId));
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

/** Say that an event whose verdict was taken back waits again. */
export function tellBack(event: Event): void {
  for (const each of returned) each(event);
}

/** Hear of events that wait again, until the returned function is called. */
export function onBack(listener: (event: Event) => void): () => void {
  returned.add(listener);
  return () => {
    returned.delete(listener);
  };
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
