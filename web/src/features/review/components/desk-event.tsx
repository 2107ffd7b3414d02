/** The event before the reviewer's eyes: picture, verdict, and what helps to decide. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Event, Taken } from "@/api/types";
import { clipOf } from "@/components/clip-player";
import { At } from "@/components/when";
import { DeskBar } from "@/features/review/components/desk-bar";
import { DeskFacts } from "@/features/review/components/desk-facts";
import { DeskPicture } from "@/features/review/components/desk-picture";
import { Incident } from "@/features/review/components/incident";
import { Precedents } from "@/features/review/components/precedents";
import { VerdictTag } from "@/components/verdict-tag";
import { useEvent } from "@/lib/events";
import type { Alike, Choice } from "@/lib/judge";
import { useShortcuts } from "@/lib/keyboard";

type Props = {
  one: Taken;
  full: boolean;
  turnFull: () => void;
  previous: (() => void) | undefined;
  next: (() => void) | undefined;
  onDecide: (event: Event, choice: Choice) => void;
  onAlike: (event: Event, alike: Alike) => void;
  onClaim: (id: string) => void;
};

export function DeskEvent({ one, full, turnFull, previous, next, onDecide, onAlike, onClaim }: Props) {
  const { event: taken, claim } = one;
  const { detail } = useEvent(taken.id);
  // What is claimed is ours to judge: its details may still tell of a verdict that was just taken back.
  const event: Event = { ...(detail ?? taken), wants: taken.wants, review: taken.review };
  const film = clipOf(detail);
  const [playing, setPlaying] = useState(false);
  const plays = playing && film !== undefined;
  useShortcuts({ c: () => onClaim(taken.id) });
  return (
    <>
      <div className="desk-stage" data-full={full}>
        <DeskPicture event={event} detail={detail} plays={plays} />
        <DeskBar
          event={event}
          detail={detail}
          onDecide={(choice) => onDecide(event, choice)}
          onAlike={(alike) => onAlike(event, alike)}
          walk={{ previous, next }}
          full={{ on: full, turn: turnFull }}
          clip={{ playing: plays, turn: film === undefined ? undefined : () => setPlaying(!plays) }}
        />
      </div>
      <div className="desk-about">
        <DeskFacts event={event} detail={detail} until={claim.until} />
        {detail !== undefined && detail.verdicts.length > 0 && <Opinions verdicts={detail.verdicts} />}
        {detail !== undefined && <Incident detail={detail} />}
        <Precedents event={event} />
      </div>
    </>
  );
}

/** What others said of this very event before: one was uncertain, or took it back. */
function Opinions({ verdicts }: { verdicts: NonNullable<ReturnType<typeof useEvent>["detail"]>["verdicts"] }) {
  const { t } = useTranslation();
  return (
    <section className="section">
      <h2>{t("review.said")}</h2>
      <ul className="desk-opinions">
        {verdicts.map((verdict) => (
          <li key={verdict.id} data-undone={verdict.undone_at !== null}>
            <VerdictTag verdict={verdict.verdict} /> {verdict.by ?? t("events.verdict.auto")}{" "}
            <span className="quiet">
              <At at={verdict.at} /> {verdict.undone_at !== null && t("events.verdict.undone")} {verdict.note}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
