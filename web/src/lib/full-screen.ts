/** A part of the page over the whole screen, and back; the browser says how to leave it. */
import type { RefObject } from "react";

export function useFullScreen(box: RefObject<HTMLElement | null>): () => void {
  return () => {
    const change = document.fullscreenElement === null ? box.current?.requestFullscreen() : document.exitFullscreen();
    change?.catch(() => undefined); // a browser may forbid it; the page stays as it is
  };
}
