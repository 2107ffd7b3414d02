/** One version on trial: who takes part, why, what has come of it, and what may be done now. */
import { CheckCircleFilled, MinusCircleOutlined, WarningFilled } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { AlgorithmDetail, Rollout } from "@/api/types";
import { StateTag } from "@/components/state-tag";
import { When } from "@/components/when";
import { EndRollout } from "@/features/algorithms/components/end-rollout";
import { MoveDialog } from "@/features/algorithms/components/move-dialog";
import { RolloutCameras } from "@/features/algorithms/components/rollout-cameras";
import { RolloutDialog } from "@/features/algorithms/components/rollout-dialog";
import { RolloutFigures } from "@/features/algorithms/components/rollout-figures";
import { useCan } from "@/lib/me";
import { useWords } from "@/lib/text";

const LOOKS = {
  running: { tone: "plain", icon: <CheckCircleFilled /> },
  ended: { tone: "off", icon: <MinusCircleOutlined /> },
  rolled_back: { tone: "act", icon: <WarningFilled /> },
} as const;

export function RolloutCard({ rollout, algorithm }: { rollout: Rollout; algorithm: AlgorithmDetail }) {
  const { t } = useTranslation();
  const words = useWords();
  const can = useCan();
  const state = rollout.state as keyof typeof LOOKS;
  return (
    <article className="rollout" aria-label={`${rollout.version.version} ${t(`rollouts.mode.${rollout.mode}`)}`}>
      <div className="algorithm-standing">
        <span className="strong">{rollout.version.version}</span>
        <span>{t(`rollouts.mode.${rollout.mode}`)}</span>
        <Part rollout={rollout} />
        <StateTag {...LOOKS[state]}>{t(`rollouts.state.${state}`)}</StateTag>
      </div>
      <p className="quiet">
        {rollout.begun_by} · <When at={rollout.begun_at} /> · {rollout.reason}
      </p>
      {rollout.ended_at !== null && rollout.ending !== null && (
        <p>
          <span className="strong">{words(rollout.ending as { zh: string; en: string })}</span>{" "}
          <span className="quiet">
            {rollout.ended_by ?? t("algorithms.product")} · <When at={rollout.ended_at} />
          </span>
        </p>
      )}
      <RolloutFigures rollout={rollout} />
      {rollout.may_change && <Actions rollout={rollout} algorithm={algorithm} />}
      {can("rollout.cameras") && <RolloutCameras rollout={rollout} />}
    </article>
  );
}

function Part({ rollout: { permille, figures } }: { rollout: Rollout }) {
  const { t } = useTranslation();
  const count = figures.cameras;
  return <span className="quiet">{permille === null ? t("rollouts.chosen", { count }) : t("rollouts.share", { share: permille / 10, count })}</span>;
}

function Actions({ rollout, algorithm }: { rollout: Rollout; algorithm: AlgorithmDetail }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<"part" | "end" | "promote">();
  const close = () => setOpen(undefined);
  const stable = algorithm.aliases.find(({ name }) => name === "stable");
  const promotes = algorithm.may_move && rollout.version.state === "published" && stable !== undefined;
  return (
    <div className="actions">
      <Button size="small" onClick={() => setOpen("part")}>
        {t("rollouts.change")}
      </Button>
      {promotes && (
        <Button size="small" onClick={() => setOpen("promote")}>
          {t("rollouts.promote")}
        </Button>
      )}
      <Button size="small" danger onClick={() => setOpen("end")}>
        {t("rollouts.end")}
      </Button>
      {open === "part" && <RolloutDialog algorithm={algorithm} rollout={rollout} onClose={close} />}
      {open === "end" && <EndRollout rollout={rollout} onClose={close} />}
      {open === "promote" && stable !== undefined && <MoveDialog algorithm={algorithm} alias={stable} to={rollout.version.id} onClose={close} />}
    </div>
  );
}
