/** The server's clock, as well as the browser can know it, and a beat of one second. */
import { useSyncExternalStore } from "react";

let offsetMs = 0;

/** Learn from a `Date` header how far the browser's clock is off; half a second is its resolution. */
export function noteServerDate(header: string | null): void {
  const told = header === null ? Number.NaN : Date.parse(header);
  if (Number.isNaN(told)) return;
  const off = told + 500 - Date.now();
  if (Math.abs(off - offsetMs) > 1500) offsetMs = off;
}

export function serverNow(): number {
  return Date.now() + offsetMs;
}

const listeners = new Set<() => void>();
let beat = serverNow();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) beat = serverNow();
  timer ??= setInterval(() => {
    beat = serverNow();
    for (const each of listeners) each();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** Re-render each second with the server's time in milliseconds. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => beat);
}
