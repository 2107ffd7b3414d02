/** One version: how it stands, what became of it, what the gate said, and what may be done with it. */
import { Button, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { AlgorithmDetail, Version } from "@/api/types";
import { GateReport } from "@/components/gate-report";
import { RemoteTag } from "@/components/remote-tag";
import { SignedBy } from "@/components/signed-by";
import { At, When } from "@/components/when";
import { type VersionAction, VersionDialog } from "@/features/algorithms/components/version-dialog";
import { VersionState } from "@/features/algorithms/components/version-state";
import { useCan } from "@/lib/me";
import { useWords } from "@/lib/text";

type Step = Version["steps"][number];

export function VersionCard({ version, aliases }: { version: Version; aliases: AlgorithmDetail["aliases"] }) {
  const { t } = useTranslation();
  const words = useWords();
  const means = aliases.filter(({ version_id }) => version_id === version.id);
  return (
    <li className="algorithm-version">
      <Link className="strong" to={`/versions/${version.id}`} title={t("algorithms.toFigures")}>
        {version.version}
      </Link>
      <span className="algorithm-standing">
        <VersionState state={version.state} />
        <RemoteTag remote={version.remote} />
        {means.map(({ name }) => (
          <Tag key={name}>{t(`algorithms.alias.${name}`)}</Tag>
        ))}
      </span>
      <span className="quiet">{version.published_at === null ? "–" : <At at={version.published_at} />}</span>
      <span className="end">{(version.size / 1e6).toFixed(1)} MB</span>
      {version.state === "deprecated" && version.deprecated_until !== null && (
        <span className="algorithm-wide">
          {t("algorithms.until")} <When at={version.deprecated_until} />
        </span>
      )}
      {version.state_reason !== null && <span className="algorithm-wide">{words(version.state_reason as { zh: string; en: string })}</span>}
      <div className="algorithm-wide">
        <SignedBy signature={version.signature} />
      </div>
      <Actions version={version} />
      {version.steps.length > 0 && <Life steps={version.steps} />}
      <details className="algorithm-wide" open={version.gate.passed === false}>
        <summary>{t("gate.title")}</summary>
        <GateReport report={version.gate} />
      </details>
      <code className="quiet algorithm-wide">{version.digest}</code>
    </li>
  );
}

function Actions({ version }: { version: Version }) {
  const { t } = useTranslation();
  const can = useCan();
  const [chosen, setChosen] = useState<VersionAction>();
  const waits = version.state === "checked" || version.state === "evaluated";
  const actions = [...(waits && can("version.submit") ? ["submit"] : []), ...version.allowed] as VersionAction[];
  if (actions.length === 0) return null;
  return (
    <div className="actions algorithm-wide">
      {actions.map((action) => (
        <Button key={action} size="small" danger={action === "withdraw"} onClick={() => setChosen(action)}>
          {action === "submit" ? t("algorithms.submit") : t(`algorithms.action.${action}`)}
        </Button>
      ))}
      {chosen !== undefined && <VersionDialog version={version} action={chosen} onClose={() => setChosen(undefined)} />}
    </div>
  );
}

function Life({ steps }: { steps: readonly Step[] }) {
  const { t } = useTranslation();
  return (
    <details className="algorithm-wide">
      <summary>{t("algorithms.life", { count: steps.length })}</summary>
      <ol className="algorithm-steps">
        {steps.map((step) => (
          <LifeStep key={`${step.action} ${step.at}`} step={step} />
        ))}
      </ol>
    </details>
  );
}

function LifeStep({ step }: { step: Step }) {
  const { t } = useTranslation();
  const words = useWords();
  const why = step.reason === null ? "" : ` · ${words(step.reason as { zh: string; en: string })}`;
  return (
    <li>
      <span className="strong">{t(`algorithms.taken.${step.action as "publish"}`)}</span>
      <When at={step.at} />
      <span className="quiet algorithm-wide">
        {step.by ?? t("algorithms.product")}
        {why}
        {step.until !== null && (
          <>
            {" · "}
            {t("algorithms.until")} <At at={step.until} />
          </>
        )}
      </span>
    </li>
  );
}
