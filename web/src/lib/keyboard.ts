/** Single-key shortcuts: the most recently mounted listener that knows the key gets it. */
import { useEffect, useEffectEvent } from "react";

export type Shortcuts = Partial<Record<string, () => void>>;
type Layer = { find: (key: string) => (() => void) | undefined };

const layers: Layer[] = [];
const PREFIX_MS = 1200;
let prefix: { key: string; at: number } | undefined;

/** Turn keys (`j`, `?`, `Escape`, or a sequence such as `g e`) into actions while mounted. */
export function useShortcuts(shortcuts: Shortcuts, enabled = true): void {
  const find = useEffectEvent((key: string) => shortcuts[key]);
  useEffect(() => {
    if (!enabled) return;
    const layer: Layer = { find: (key) => find(key) };
    layers.push(layer);
    return () => {
      layers.splice(layers.indexOf(layer), 1);
    };
  }, [enabled]);
}

/** The action that a key starts: that of the newest layer which knows the key. */
function lookUp(key: string): (() => void) | undefined {
  return layers.findLast((layer) => layer.find(key) !== undefined)?.find(key);
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || event.repeat) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (hasOwnKeys(event.target) || (writes(event.target) && event.key !== "Escape")) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const led = prefix !== undefined && event.timeStamp - prefix.at < PREFIX_MS;
  const action = led ? lookUp(`${prefix?.key ?? ""} ${key}`) : lookUp(key);
  prefix = key === "g" && !led ? { key, at: event.timeStamp } : undefined;
  if (action === undefined) return;
  event.preventDefault();
  action();
}

/** Dialogs and open menus keep the focus and answer to their own keys. */
function hasOwnKeys(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(".ant-modal, .ant-dropdown, .ant-select-dropdown, .ant-picker-dropdown") !== null;
}

function writes(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.tagName === "TEXTAREA" || target.tagName === "SELECT") return true;
  return target instanceof HTMLInputElement && !["checkbox", "radio", "button"].includes(target.type);
}

export function listenForShortcuts(): void {
  window.addEventListener("keydown", onKeyDown);
}
