/** Both versions on one test set: each figure with its interval, and in a sentence whether that tells them apart. */
import { useTranslation } from "react-i18next";
import type { Comparison } from "@/api/types";
import { between, type Interval, RANKED, type Ranked, shown } from "@/features/evaluation/api/figures";
import type { SideFacts } from "@/features/evaluation/api/compare";
import { useText } from "@/lib/text";

type OnSet = Comparison["sets"][number];
type Props = { one: OnSet; left: SideFacts; right: SideFacts };

export function CompareSet({ one, left, right }: Props) {
  const { t } = useTranslation();
  const { test_set: on } = one;
  const called = useCalled();
  const apart = RANKED.filter((figure) => one.better[figure] === "left" || one.better[figure] === "right");
  return (
    <section className="section">
      <h3>{t("testSets.named", { name: on.name, version: on.version })}</h3>
      <p className="measured-facts quiet">
        <span>{t("evaluations.onPictures", { count: on.pictures })}</span>
        {on.retired && <span>{t("testSets.retired")}</span>}
        {(!one.left.current || !one.right.current) && <span>{t("evaluations.outdated")}</span>}
      </p>
      {apart.length === 0 && <p className="compare-verdict">{t("compare.noWinner")}</p>}
      <table className="compare-table">
        <thead>
          <tr>
            <th scope="col">{t("evaluations.figureName")}</th>
            <th scope="col" className="end">
              {called(left)}
            </th>
            <th scope="col" className="end">
              {called(right)}
            </th>
            <th scope="col">{t("leaderboard.interval")}</th>
            <th scope="col">{t("compare.says")}</th>
          </tr>
        </thead>
        <tbody>
          {RANKED.map((figure) => (
            <FigureLine key={figure} figure={figure} one={one} names={{ left: called(left), right: called(right) }} />
          ))}
          <tr>
            <th scope="row">{t("leaderboard.latency")}</th>
            <td className="end">{one.left.latency_ms.median} ms</td>
            <td className="end">{one.right.latency_ms.median} ms</td>
            <td />
            <td className="quiet">{t("compare.latencySaid")}</td>
          </tr>
          {(one.left.false_alarms ?? one.right.false_alarms) !== null && (
            <tr>
              <th scope="row">{t("leaderboard.alarms")}</th>
              <td className="end">{one.left.false_alarms?.per_hour.toFixed(2) ?? "–"}</td>
              <td className="end">{one.right.false_alarms?.per_hour.toFixed(2) ?? "–"}</td>
              <td />
              <td className="quiet">{[one.left, one.right].map(({ false_alarms: of }) => between(of?.per_hour_95) || "–").join(" / ")}</td>
            </tr>
          )}
        </tbody>
      </table>
    </section>
  );
}

function FigureLine({ figure, one, names }: { figure: Ranked; one: OnSet; names: { left: string; right: string } }) {
  const { t } = useTranslation();
  const better = one.better[figure] ?? "unknown";
  const sides = [one.left, one.right].map(({ figures }) => ({ value: figures[figure], interval: intervalOf(figures, figure) }));
  return (
    <tr>
      <th scope="row" title={t(`evaluations.meaning.${figure}`)}>
        {t(`evaluations.figure.${figure}`)}
      </th>
      {sides.map(({ value, interval }, index) => (
        <td key={index} className="end">
          <span className="figure">
            <span className={better === (index === 0 ? "left" : "right") ? "strong" : undefined}>{shown(value)}</span>
            <span className="quiet">{between(interval)}</span>
          </span>
        </td>
      ))}
      <td>
        <div className="compare-bars" aria-hidden="true">
          {sides.map(({ value, interval }, index) => (
            <div key={index} className="lies">
              {interval && <i style={{ left: `${(interval[0] ?? 0) * 100}%`, width: `${((interval[1] ?? 0) - (interval[0] ?? 0)) * 100}%` }} />}
              {value !== null && <b style={{ left: `min(${value * 100}%, 100% - 2px)` }} />}
            </div>
          ))}
        </div>
      </td>
      <td className={better === "overlap" || better === "unknown" ? "quiet" : undefined}>{better === "left" || better === "right" ? t("compare.better", { name: names[better] }) : t(`compare.${better}`)}</td>
    </tr>
  );
}

/** A version in as few words as tell it from others. */
export function useCalled(): (side: SideFacts) => string {
  const text = useText();
  return (side) => `${text(side, "title")} ${side.version}`;
}

function intervalOf(figures: OnSet["left"]["figures"], name: Ranked): Interval | null {
  return name === "ap50" ? figures.ap50_interval : figures[`${name}_95`];
}
