/** Live pictures on a page: followed while the page is seen, forgotten when it is left. */
import { useEffect, useEffectEvent, useState, useSyncExternalStore } from "react";
import type { Problem } from "@/api/problem";
import { follow, type Line } from "@/lib/follow";
import type { Reader } from "@/lib/frames";
import { type Shown, type ShownPictures, shownPictures } from "@/lib/shown-pictures";

export type LivePhase = Line | "paused";
type Source = {
  /** Where the pictures come from; nothing is followed without it. */
  url: string | undefined;
  reader: () => Reader;
  /** `resumed`: the page was hidden before, perhaps for long. */
  onRefused: (problem: Problem, resumed: boolean) => void;
};

export function useLivePictures({ url, reader, onRefused }: Source): { pictures: ShownPictures; phase: LivePhase } {
  const [pictures] = useState(() => shownPictures());
  const [phase, setPhase] = useState<LivePhase>("connecting");
  const read = useEffectEvent(reader);
  const refuse = useEffectEvent(onRefused);
  useEffect(() => {
    if (url === undefined) return;
    let control = new AbortController();
    const start = (resumed: boolean) => {
      control = new AbortController();
      const hear = { onFrame: pictures.take, onLine: setPhase, onRefused: (problem: Problem) => refuse(problem, resumed) };
      void follow(url, () => read(), hear, control.signal);
    };
    const rest = () => {
      control.abort();
      setPhase(document.hidden ? "paused" : "connecting");
      if (!document.hidden) start(true);
    };
    if (!document.hidden) start(false);
    document.addEventListener("visibilitychange", rest);
    return () => {
      document.removeEventListener("visibilitychange", rest);
      control.abort();
    };
  }, [url, pictures]);
  useEffect(() => () => pictures.keep([]), [pictures]);
  return { pictures, phase };
}

/** The newest picture of one camera. */
export function useShown(pictures: ShownPictures, camera_id: string): Shown | undefined {
  return useSyncExternalStore(
    (listener) => pictures.listen(camera_id, listener),
    () => pictures.of(camera_id),
  );
}
