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

type Returned = (event: Event, done: Promise<boolean>) => void;

let fleeting: readonly Fleeting[] = [];
const settling = new Map<string, Promise<unknown>>();
const listeners = new Set<() => void>();
const returned = new Set<Returned>();

export function addFleeting(entry: Fleeting): void {
  become([...fleeting.filter((each) => each.event.id !== entry.event.id), entry]);
}

export function extendFleeting(eventId: string, until: number): void {
  become(fleeting.map((each) => (each.event.id === eventId ? { ...each, until } : each)));
}

/** Forget a verdict; with a time, only one that took effect by then: a newer one on the same event stays. */
export function dropFleeting(eventId: string, by = Infinity): void {
  become(fleeting.filter((each) => each.event.id !== eventId || each.until > by));
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

/** Say that an event's verdict is being taken back; `done` tells whether the server agreed. */
export function tellBack(event: Event, done: Promise<boolean>): void {
  for (const each of returned) each(event, done);
}

/** Hear of verdicts that are taken back, until the returned function is called. */
export function onBack(listener: Returned): () => void {
  returned.add(listener);
  return () => {
    returned.delete(listener);
  };
}

/** Whether a change of ours to this event is under way, so that older answers must not undo it on screen. */
export function isSettling(eventId: string): boolean {
  return settling.has(eventId);
}

/** Do one thing after the other to an event, as its reader did: what is taken back is judged again only then. */
export async function whileSettling<T>(eventId: string, work: () => Promise<T>): Promise<T> {
  const before = settling.get(eventId) ?? Promise.resolve();
  const mine = before.then(work, work);
  settling.set(eventId, mine);
  try {
    return await mine;
  } finally {
    if (settling.get(eventId) === mine) settling.delete(eventId);
  }
}

function become(next: readonly Fleeting[]): void {
  fleeting = next;
  for (const each of listeners) each();
}
