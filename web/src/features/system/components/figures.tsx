/** The sums over all workers. */
import { useTranslation } from "react-i18next";
import type { System, Worker } from "@/api/types";
import { useFigure } from "@/features/system/components/counts";

export function Figures({ system: { workers, worker_restarts } }: { system: System }) {
  const { t } = useTranslation();
  const figure = useFigure();
  const sum = (of: (worker: Worker) => number) => workers.reduce((total, worker) => total + of(worker), 0);
  const looks = sum((worker) => worker.looks);
  const late = sum((worker) => worker.late_looks);
  const told = [
    { key: "cameras", value: figure(sum((worker) => worker.cameras)) },
    { key: "behind", value: figure(sum((worker) => worker.behind)) },
    { key: "workers", value: figure(workers.length), beside: t("system.restarts", { count: worker_restarts }) },
    { key: "looks", value: figure(looks) },
    { key: "late", value: figure(late), beside: looks > 0 ? percent(late / looks) : undefined },
    { key: "sessions", value: figure(sum(({ connections }) => connections.sessions)), beside: t("system.waitingCount", { value: figure(sum(({ connections }) => connections.waiting)) }) },
  ] as const;
  return (
    <dl className="figures">
      {told.map((one) => (
        <div key={one.key}>
          <dt>{t(`system.figure.${one.key}`)}</dt>
          <dd>
            {one.value} {"beside" in one && <span className="quiet">{one.beside}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function percent(share: number): string {
  if (share > 0 && share < 0.001) return "< 0.1 %";
  return `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
}
