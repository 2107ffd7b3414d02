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

export function DeskStage({ one, full, turnFull, previous, next, onDecide, onAlike, onClaim }: Props) {
  const { event, detail } = useTaken(one);
  const film = clipOf(detail);
  const [playing, setPlaying] = useState<string>();
  const plays = playing === event.id && film !== undefined;
  useShortcuts({ c: () => onClaim(event.id) });
  return (
    <div className="desk-stage" data-full={full}>
      <DeskPicture key={event.id} event={event} detail={detail} plays={plays} />
      <DeskBar
        event={event}
        detail={detail}
        onDecide={(choice) => onDecide(event, choice)}
        onAlike={(alike) => onAlike(event, alike)}
        walk={{ previous, next }}
        full={{ on: full, turn: turnFull }}
        clip={{ playing: plays, turn: film === undefined ? undefined : () => setPlaying(plays ? undefined : event.id) }}
      />
    </div>
  );
}

export function DeskAbout({ one }: { one: Taken }) {
  const { event, detail } = useTaken(one);
  return (
    <div className="desk-about">
      <DeskFacts event={event} detail={detail} until={one.claim.until} />
      {detail !== undefined && detail.verdicts.length > 0 && <Opinions verdicts={detail.verdicts} />}
      {detail !== undefined && <Incident detail={detail} />}
      <Precedents event={event} />
    </div>
  );
}

/** What is claimed is ours to judge: its details may still tell of a verdict that was just taken back. */
function useTaken({ event: taken }: Taken) {
  const { detail } = useEvent(taken.id);
  const event: Event = { ...(detail ?? taken), wants: taken.wants, review: taken.review };
  return { event, detail };
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
