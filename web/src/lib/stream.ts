/** Live changes: one server-sent-event connection, many listeners. */
import { useEffect, useEffectEvent, useSyncExternalStore } from "react";

export const TOPICS = ["event", "case", "camera", "subscription", "delivery", "approval", "emergency", "water_point", "water_refusal", "water_sensor", "place", "responsibility", "kpi", "test_set", "evaluation", "tuning", "version", "auto_confirm", "rollout", "signing_key", "remote_endpoint", "share"] as const;
export type Topic = (typeof TOPICS)[number];
/** `row` is what changed, as lists show it, where it came along; `resync` says that changes may have been missed. */
export type Change = { topic: Topic; id: string; row?: unknown } | { topic: "resync" };
export type StreamState = "connecting" | "live" | "lost";

/** A loss shorter than this is not worth a word: the server ends a stream now and then, and browsers wait 3 s. */
const PATIENCE_MS = 4500;
const DROWSY_MS = 60_000;
const BACK_OFF_MS = [1000, 2000, 5000, 10_000];

const listeners = new Set<(change: Change) => void>();
const watchers = new Set<() => void>();
let state: StreamState = "connecting";
let source: EventSource | undefined;
let retry: ReturnType<typeof setTimeout> | undefined;
let complaint: ReturnType<typeof setTimeout> | undefined;
let sleep: ReturnType<typeof setTimeout> | undefined;
let failures = 0;
let greeted = false;

export function openStream(): void {
  closeStream();
  connect();
  document.addEventListener("visibilitychange", rest);
}

export function closeStream(): void {
  document.removeEventListener("visibilitychange", rest);
  clearTimeout(sleep);
  disconnect();
  greeted = false;
}

function disconnect(): void {
  clearTimeout(retry);
  clearTimeout(complaint);
  source?.close();
  source = undefined;
  complaint = undefined;
  failures = 0;
  become("connecting");
}

/** A page that nobody sees gives its connection back: browsers grant few of them to one server. */
function rest(): void {
  clearTimeout(sleep);
  if (document.hidden) sleep = setTimeout(disconnect, DROWSY_MS);
  else if (source === undefined) connect();
}

function connect(): void {
  source = new EventSource("/api/v1/stream");
  source.addEventListener("hello", greet);
  source.addEventListener("error", complain);
  for (const topic of TOPICS) {
    source.addEventListener(topic, (message) => {
      tell({ topic, ...(JSON.parse(message.data as string) as { id: string; row?: unknown }) });
    });
  }
}

function greet(): void {
  clearTimeout(complaint);
  complaint = undefined;
  failures = 0;
  become("live");
  if (greeted) tell({ topic: "resync" });
  greeted = true;
}

/** The browser retries a broken line by itself, but gives up when the server answers with an error. */
function complain(): void {
  complaint ??= setTimeout(() => become("lost"), PATIENCE_MS);
  if (source?.readyState !== EventSource.CLOSED) return;
  source.close();
  retry = setTimeout(connect, BACK_OFF_MS[Math.min(failures++, BACK_OFF_MS.length - 1)]);
}

function tell(change: Change): void {
  for (const each of [...listeners]) each(change);
}

function become(next: StreamState): void {
  state = next;
  for (const each of watchers) each();
}

/** Hear every change until the returned function is called. */
export function onChange(listener: (change: Change) => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

/** Hear every change while mounted. */
export function useChanges(listener: (change: Change) => void): void {
  const hear = useEffectEvent(listener);
  useEffect(() => {
    return onChange((change) => hear(change));
  }, []);
}

export function useStreamState(): StreamState {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => state,
  );
}
