/** What was said in the last month of the same thing at the same camera: the best advice there is. */
import { useTranslation } from "react-i18next";
import type { Event, Precedents as Said } from "@/api/types";
import { percentOf } from "@/components/event-tags";
import { Thumbnail } from "@/components/thumbnail";
import { Ago } from "@/components/when";
import { usePrecedents } from "@/features/review/api/around";
import { VerdictTag } from "@/components/verdict-tag";
import { thumbnailOf } from "@/lib/evidence";
import { useRejectReasons } from "@/lib/events";
import { useWords } from "@/lib/text";

const SHOWN = 6;
const VERDICTS = ["confirm", "reject", "duplicate"] as const;

export function Precedents({ event }: { event: Event }) {
  const { t } = useTranslation();
  const said = usePrecedents(event.id);
  return (
    <section className="section">
      <h2>{t("review.precedents.title")}</h2>
      {said !== undefined && said.latest.length === 0 && <p className="quiet">{t("review.precedents.none")}</p>}
      {said !== undefined && said.latest.length > 0 && <Told said={said} />}
    </section>
  );
}

function Told({ said }: { said: Said }) {
  const reasonOf = useReason();
  const most = Object.entries(said.reasons).sort(([, a], [, b]) => b - a)[0];
  return (
    <>
      <p className="desk-said">
        {VERDICTS.filter((verdict) => said.verdicts[verdict] !== undefined).map((verdict) => (
          <span key={verdict}>
            <VerdictTag verdict={verdict} /> <strong>{said.verdicts[verdict]}</strong>
          </span>
        ))}
        {most !== undefined && (
          <span className="quiet">
            {reasonOf(most[0])} {most[1]}
          </span>
        )}
      </p>
      <ul className="precedents">
        {said.latest.slice(0, SHOWN).map((one) => (
          <li key={one.event_id}>
            <Thumbnail src={thumbnailOf(one.event_id)} />
            <span className="two">
              <VerdictTag verdict={one.verdict} />
              <span className="clip">{one.reason === null ? percentOf(one.score) : reasonOf(one.reason)}</span>
              <span className="quiet clip">
                <Ago at={one.opened_at} /> · {one.by}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

function useReason(): (code: string) => string {
  const words = useWords();
  const reasons = useRejectReasons().data ?? [];
  return (code) => {
    const found = reasons.find((each) => each.code === code);
    return found === undefined ? code : words(found);
  };
}
