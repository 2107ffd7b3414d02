/** A state: always an icon and a word, coloured by what it asks of the reader. */
import type { ReactNode } from "react";
import "@/components/state-tag.css";

export type Tone = "act" | "risk" | "good" | "off" | "plain";

export function StateTag({ tone, icon, children, filled = false }: { tone: Tone; icon: ReactNode; children: ReactNode; filled?: boolean }) {
  return (
    <span className="state" data-tone={tone} data-filled={filled}>
      <span className="state-icon" aria-hidden="true">
        {icon}
      </span>
      {children}
    </span>
  );
}
