/** The newest picture of every camera on screen; older ones give their memory back. */
import type { Frame } from "@/lib/frames";

export type Shown = { url: string; taken_at: string };
type Addresses = Pick<typeof URL, "createObjectURL" | "revokeObjectURL">;
type Slot = { now: Shown; before: string | undefined };

export type ShownPictures = {
  take: (frame: Frame) => void;
  of: (camera_id: string) => Shown | undefined;
  /** Forget all cameras but these. */
  keep: (camera_ids: readonly string[]) => void;
  listen: (camera_id: string, listener: () => void) => () => void;
};

export function shownPictures(addresses: Addresses = URL): ShownPictures {
  const slots = new Map<string, Slot>();
  const listeners = new Map<string, Set<() => void>>();
  const tell = (camera_id: string) => listeners.get(camera_id)?.forEach((listener) => listener());
  const drop = (url: string | undefined) => url !== undefined && addresses.revokeObjectURL(url);
  return {
    take: ({ camera_id, taken_at, jpeg }) => {
      const slot = slots.get(camera_id);
      // The one before may still be on its way to the screen; the one before that is not.
      drop(slot?.before);
      slots.set(camera_id, { now: { url: addresses.createObjectURL(jpeg), taken_at }, before: slot?.now.url });
      tell(camera_id);
    },
    of: (camera_id) => slots.get(camera_id)?.now,
    keep: (camera_ids) => {
      for (const [camera_id, { now, before }] of [...slots]) {
        if (camera_ids.includes(camera_id)) continue;
        drop(before);
        drop(now.url);
        slots.delete(camera_id);
        tell(camera_id);
      }
    },
    listen: (camera_id, listener) => {
      const here = listeners.get(camera_id) ?? new Set();
      listeners.set(camera_id, here.add(listener));
      return () => {
        here.delete(listener);
        if (here.size === 0) listeners.delete(camera_id);
      };
    },
  };
}
