/** What went wrong of late: pictures that were given up, and processes that were replaced. */
import { useTranslation } from "react-i18next";
import type { System } from "@/api/types";
import { When } from "@/components/when";
import { Counts, useDropWord, useFigure } from "@/features/system/components/counts";
import { useWords } from "@/lib/text";

const COLUMNS = ["at", "worker", "node", "cameras", "reason"] as const;

export function RecentDrops({ drops }: { drops: System["recent_drops"] }) {
  const { t } = useTranslation();
  const dropWord = useDropWord();
  const none = Object.keys(drops).length === 0;
  return (
    <section className="section">
      <h2>{t("system.recentDrops")}</h2>
      {none ? <p className="quiet">{t("system.noDrops")}</p> : <Counts counts={drops} wordOf={dropWord} />}
    </section>
  );
}

export function Losses({ losses }: { losses: System["losses"] }) {
  const { t } = useTranslation();
  const words = useWords();
  const figure = useFigure();
  if (losses.length === 0) return null;
  return (
    <section className="section">
      <h2>
        {t("system.losses")} <span className="quiet">{t("system.lossesHint")}</span>
      </h2>
      <div className="table-scroll">
        <table className="table">
          <thead>
            <tr>
              {COLUMNS.map((column) => (
                <th key={column} scope="col" className={column === "cameras" ? "end" : undefined}>
                  {t(`system.columns.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {[...losses].reverse().map((loss) => (
              <tr key={loss.worker}>
                <td>
                  <When at={loss.at} />
                </td>
                <td>
                  <code>{loss.worker}</code>
                </td>
                <td>
                  <code>{loss.host}</code>
                </td>
                <td className="end">{figure(loss.cameras)}</td>
                <td>{words(loss)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
