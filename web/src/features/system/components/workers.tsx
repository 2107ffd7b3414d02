/** The processes that read cameras, those in trouble first. */
import { CheckCircleFilled, HourglassOutlined, WarningFilled } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Worker } from "@/api/types";
import { StateTag } from "@/components/state-tag";
import { byTrouble, troubleOf } from "@/features/system/api/concerns";
import { Counts, useDropWord, useFigure } from "@/features/system/components/counts";
import { span } from "@/lib/time";

const SHOWN = 50;
const COLUMNS = ["worker", "state", "cameras", "looks", "modes", "connections", "drops", "memory", "age", "answered"] as const;
const END: readonly string[] = ["cameras", "looks", "memory", "age", "answered"];

export function Workers({ workers }: { workers: readonly Worker[] }) {
  const { t } = useTranslation();
  const [whole, setWhole] = useState(false);
  const all = byTrouble(workers);
  return (
    <section className="section">
      <h2>{t("system.workers")}</h2>
      {all.length === 0 ? (
        <p className="quiet">{t("system.noWorkers")}</p>
      ) : (
        <div className="table-scroll">
          <table className="table">
            <thead>
              <tr>
                {COLUMNS.map((column) => (
                  <th key={column} scope="col" className={END.includes(column) ? "end" : undefined}>
                    {t(`system.columns.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {(whole ? all : all.slice(0, SHOWN)).map((worker) => (
                <WorkerRow key={worker.id} worker={worker} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {all.length > SHOWN && (
        <Button type="link" size="small" className="link-button" onClick={() => setWhole(!whole)}>
          {whole ? t("system.fewer") : t("system.more", { count: all.length })}
        </Button>
      )}
    </section>
  );
}

function WorkerRow({ worker }: { worker: Worker }) {
  const { t } = useTranslation();
  const figure = useFigure();
  const { sessions, waiting, held_back } = worker.connections;
  const dropWord = useDropWord();
  const age = span(worker.age_s * 1000);
  return (
    <tr>
      <td>
        <code>{worker.id}</code>
        <div className="quiet">{worker.host}</div>
      </td>
      <td>
        <WorkerState worker={worker} />
      </td>
      <td className="end">
        {figure(worker.cameras)}
        {worker.behind > 0 && <div data-risk="true">{t("system.behindCount", { value: figure(worker.behind) })}</div>}
      </td>
      <td className="end">
        {worker.looks_per_s === null ? "–" : t("system.perSecond", { value: worker.looks_per_s.toFixed(1) })}
        <div className="quiet">{t("system.totalCount", { value: figure(worker.looks) })}</div>
        {worker.late_looks > 0 && <div className="quiet">{t("system.lateCount", { value: figure(worker.late_looks) })}</div>}
      </td>
      <td>
        <Counts counts={worker.modes} wordOf={(mode) => t(`cameras.mode.${mode as "continuous" | "keyframes" | "patrol"}`)} />
      </td>
      <td>
        <Counts counts={{ sessions, waiting, held_back }} wordOf={(name) => t(`system.connection.${name as "sessions" | "waiting" | "held_back"}`)} />
      </td>
      <td>
        <Counts counts={worker.drops} wordOf={dropWord} />
      </td>
      <td className="end">{worker.memory_mb === null ? "–" : t("system.megabytes", { value: figure(worker.memory_mb) })}</td>
      <td className="end">{t(`lasted.${age.unit}`, { value: age.value })}</td>
      <td className="end">{t("ago.second", { value: Math.round(worker.answered_s_ago) })}</td>
    </tr>
  );
}

function WorkerState({ worker }: { worker: Worker }) {
  const { t } = useTranslation();
  const trouble = troubleOf(worker);
  if (trouble === null) return <StateTag tone="good" icon={<CheckCircleFilled />}>{t("system.state.well")}</StateTag>;
  if (trouble === "starting") return <StateTag tone="plain" icon={<HourglassOutlined />}>{t("system.state.starting")}</StateTag>;
  const tone = trouble === "silent" || trouble === "spooled" ? "act" : "risk";
  return <StateTag tone={tone} icon={<WarningFilled />}>{t(`system.state.${trouble}`)}</StateTag>;
}
