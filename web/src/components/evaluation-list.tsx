/** Evaluations one under the other: what is measured on what, how far it is, why it failed. */
import { CheckCircleFilled, ClockCircleOutlined, MinusCircleOutlined, SyncOutlined, WarningFilled } from "@ant-design/icons";
import { Button, Progress } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Evaluation } from "@/api/types";
import "@/components/evaluation-list.css";
import { StateTag, type Tone } from "@/components/state-tag";
import { Trouble } from "@/components/trouble";
import { When } from "@/components/when";
import { type About, isWorking, useCancelEvaluation, useEvaluations } from "@/lib/evaluations";
import { useCan } from "@/lib/me";
import { useText, useWords } from "@/lib/text";

const LOOKS: Record<Evaluation["state"], { tone: Tone; icon: ReactNode }> = {
  queued: { tone: "plain", icon: <ClockCircleOutlined /> },
  running: { tone: "plain", icon: <SyncOutlined /> },
  done: { tone: "good", icon: <CheckCircleFilled /> },
  failed: { tone: "risk", icon: <WarningFilled /> },
  cancelled: { tone: "off", icon: <MinusCircleOutlined /> },
};

export function EvaluationList({ about }: { about: About }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useEvaluations(about);
  const cancel = useCancelEvaluation();
  if (error !== null) return <Trouble error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return null;
  if (data.items.length === 0) return <p className="quiet">{t("evaluations.none")}</p>;
  return (
    <>
      {cancel.error !== null && <Trouble error={cancel.error} />}
      <ul className="evaluation-list">
        {data.items.map((one) => (
          <Line key={one.id} one={one} of={"version_id" in about ? "set" : "version"} onCancel={() => cancel.mutate(one.id)} />
        ))}
      </ul>
    </>
  );
}

function Line({ one, of, onCancel }: { one: Evaluation; of: "set" | "version"; onCancel: () => void }) {
  const { t } = useTranslation();
  const text = useText();
  const words = useWords();
  const can = useCan();
  const { tone, icon } = LOOKS[one.state];
  const version = `${text(one, "title")} ${one.version}`;
  return (
    <li>
      <span className="strong">{of === "set" ? t("testSets.named", { name: one.test_set.name, version: one.test_set.version }) : <Link to={`/versions/${one.version_id}`}>{version}</Link>}</span>
      <StateTag tone={tone} icon={icon}>
        {t(`evaluations.state.${one.state}`)}
      </StateTag>
      <When at={one.finished_at ?? one.created_at} />
      {isWorking(one) && (
        <div className="evaluation-progress">
          <Progress size="small" status="normal" percent={Math.floor((one.looked / one.pictures) * 100)} aria-label={t("evaluations.looked", { looked: one.looked, pictures: one.pictures })} />
          <span className="quiet">{t("evaluations.looked", { looked: one.looked, pictures: one.pictures })}</span>
          {can("evaluation.run") && (
            <Button size="small" onClick={onCancel}>
              {t("common.cancel")}
            </Button>
          )}
        </div>
      )}
      {one.failure !== null && <p className="evaluation-failure">{words(one.failure)}</p>}
    </li>
  );
}
