/** What the reader chose on this machine: language and theme. */
import { useSyncExternalStore } from "react";

export type Language = "zh-CN" | "en";
export type ThemeChoice = "light" | "dark" | "system";
type Preferences = { language: Language | null; theme: ThemeChoice; boxes: boolean };

const KEY = "algomart.preferences";
const DEFAULTS: Preferences = { language: null, theme: "system", boxes: true };
const listeners = new Set<() => void>();
let current = read();

function read(): Preferences {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Preferences>;
    return { ...DEFAULTS, ...kept };
  } catch {
    return DEFAULTS;
  }
}

export function prefer(change: Partial<Preferences>): void {
  current = { ...current, ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(current));
  } catch {
    // A browser that keeps nothing still shows what was chosen until it closes.
  }
  for (const each of listeners) each();
}

export function preferences(): Preferences {
  return current;
}

export function usePreferences(): Preferences {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, preferences);
}
