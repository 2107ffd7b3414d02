/** The version that is tried now, how it does beside the stable one, and what was tried before. */
import { ExperimentOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { AlgorithmDetail } from "@/api/types";
import { Trouble } from "@/components/trouble";
import { useRollouts } from "@/features/algorithms/api/rollouts";
import { RolloutCard } from "@/features/algorithms/components/rollout-card";
import { RolloutDialog } from "@/features/algorithms/components/rollout-dialog";

export function RolloutSection({ algorithm }: { algorithm: AlgorithmDetail }) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const { data, error, refetch } = useRollouts(algorithm.id);
  const rollouts = data?.items ?? [];
  const running = rollouts.find(({ state }) => state === "running");
  const over = rollouts.filter(({ state }) => state !== "running");
  const begins = algorithm.may_move && data !== undefined && running === undefined && algorithm.stable !== null;
  return (
    <section className="section">
      <h2>{t("rollouts.title")}</h2>
      {error !== null && <Trouble error={error} onRetry={() => void refetch()} />}
      {data !== undefined && running === undefined && <p className="quiet">{t("rollouts.none")}</p>}
      {running !== undefined && <RolloutCard rollout={running} algorithm={algorithm} />}
      {begins && (
        <div className="actions">
          <Button size="small" icon={<ExperimentOutlined />} onClick={() => setOpened(true)}>
            {t("rollouts.begin")}
          </Button>
        </div>
      )}
      {over.length > 0 && (
        <details>
          <summary>{t("rollouts.past", { count: over.length })}</summary>
          {over.map((one) => (
            <RolloutCard key={one.id} rollout={one} algorithm={algorithm} />
          ))}
        </details>
      )}
      {opened && <RolloutDialog algorithm={algorithm} onClose={() => setOpened(false)} />}
    </section>
  );
}
