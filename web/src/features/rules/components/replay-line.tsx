/** One event type of a replay: its looks, what was raised, what would be, and what differs. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { ReplayedEvent } from "@/api/types";
import { At, Lasted } from "@/components/when";
import { changed, counted, hadBeen, placeOf, type Spell, wouldBe } from "@/features/rules/api/compare";
import { percent } from "@/features/rules/components/shape-drawn";
import { useZone } from "@/lib/me";
import { useText } from "@/lib/text";
import { absolute } from "@/lib/time";

const ROWS_MAX = 50;
type Props = { event: ReplayedEvent; since: string; until: string };

export function ReplayedLine({ event, since, until }: Props) {
  const { t } = useTranslation();
  const text = useText();
  const counts = counted(event);
  return (
    <section className="rule-event">
      <header>
        <h3>{text(event, "title")}</h3>
        <span>{t("rules.replay.counts", { were: counts.were, would: counts.would })}</span>
        <span data-fate={counts.added > 0 ? "added" : "none"}>{t("rules.replay.added", { count: counts.added })}</span>
        <span data-fate={counts.gone > 0 ? "gone" : "none"}>{t("rules.replay.gone", { count: counts.gone })}</span>
        <span className="quiet">{t("rules.replay.same", { count: counts.same })}</span>
      </header>
      <Lane name={t("rules.replay.looks")}>
        <Looks event={event} since={since} until={until} />
      </Lane>
      <Lane name={t("rules.replay.were")}>
        <Spells spells={hadBeen(event)} since={since} until={until} />
      </Lane>
      <Lane name={t("rules.replay.would")}>
        <Spells spells={wouldBe(event)} since={since} until={until} />
      </Lane>
      <div className="rule-axis quiet" aria-hidden="true">
        <At at={since} />
        <At at={until} />
      </div>
      <Changed spells={changed(event)} />
    </section>
  );
}

function Lane({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="rule-lane">
      <span className="quiet">{name}</span>
      {children}
    </div>
  );
}

/** A bar a look, as high as its best score; hits are full, what the schedule or the picture left out is faint. */
function Looks({ event: { marks }, since, until }: Props) {
  const { t } = useTranslation();
  const hits = marks.reduce((sum, mark) => sum + mark.hits, 0);
  const looks = marks.reduce((sum, mark) => sum + mark.looks, 0);
  return (
    <svg className="rule-looks" role="img" aria-label={t("rules.replay.looksText", { looks, hits })}>
      {marks.map(({ at, hits, on, score, problem }) => {
        const x = percent(placeOf(at, since, until));
        const high = Math.max(0.08, score ?? 0);
        return <line key={at} data-hit={hits > 0} data-off={!on || problem !== null} x1={x} x2={x} y1="100%" y2={percent(1 - high)} />;
      })}
    </svg>
  );
}

function Spells({ spells, since, until }: { spells: readonly Spell[]; since: string; until: string }) {
  const { t } = useTranslation();
  const zone = useZone();
  return (
    <svg className="rule-spells" role="img" aria-label={t("rules.replay.spellsText", { count: spells.length })}>
      {spells.map(({ key, fate, from, to, score }) => {
        const [x, end] = [placeOf(from, since, until), placeOf(to ?? until, since, until)];
        return (
          <rect key={key} data-fate={fate} x={percent(x)} width={percent(Math.max(0.004, end - x))} y="3" height="10" rx="2">
            <title>{`${t(`rules.replay.fate.${fate}`)} · ${absolute(from, zone)} · ${(score * 100).toFixed(0)}%`}</title>
          </rect>
        );
      })}
    </svg>
  );
}

function Changed({ spells }: { spells: readonly Spell[] }) {
  const { t } = useTranslation();
  if (spells.length === 0) return <p className="quiet">{t("rules.replay.alike")}</p>;
  return (
    <table className="rule-differing">
      <tbody>
        {spells.slice(0, ROWS_MAX).map(({ key, fate, from, to, looks, score, event_id }) => (
          <tr key={key}>
            <td data-fate={fate}>{t(`rules.replay.fate.${fate}`)}</td>
            <td>
              <At at={from} />
            </td>
            <td>{to === null ? t("rules.replay.open") : <Lasted from={from} to={to} />}</td>
            <td className="end">{t("rules.replay.seen", { count: looks })}</td>
            <td className="end">{(score * 100).toFixed(0)}%</td>
            <td>{event_id !== null && <Link to={`/events/${event_id}`}>{t("rules.replay.openEvent")}</Link>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
