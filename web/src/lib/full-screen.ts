/** A part of the page over the whole screen. */
import { type RefObject, useEffect, useState } from "react";

export function useFullScreen(box: RefObject<HTMLElement | null>): { full: boolean; toggle: () => void } {
  const [full, setFull] = useState(false);
  useEffect(() => {
    const note = () => setFull(document.fullscreenElement !== null);
    document.addEventListener("fullscreenchange", note);
    return () => document.removeEventListener("fullscreenchange", note);
  }, []);
  const toggle = () => {
    const change = document.fullscreenElement === null ? box.current?.requestFullscreen() : document.exitFullscreen();
    change?.catch(() => undefined); // a browser may forbid it; the page stays as it is
  };
  return { full, toggle };
}
