/** What the gate found of a version: what refuses and what mends it first, what passed in one line each. */
import { CheckCircleFilled, CloseCircleFilled, InfoCircleFilled, MinusCircleOutlined } from "@ant-design/icons";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { GateReport as Report } from "@/api/types";
import "@/components/gate-report.css";
import { StateTag, type Tone } from "@/components/state-tag";
import { At } from "@/components/when";
import { useText, useWords } from "@/lib/text";

type Check = Report["checks"][number];

const LOOKS: Record<Check["state"], { tone: Tone; icon: ReactNode }> = {
  failed: { tone: "act", icon: <CloseCircleFilled /> },
  noted: { tone: "risk", icon: <InfoCircleFilled /> },
  passed: { tone: "good", icon: <CheckCircleFilled /> },
  not_reached: { tone: "off", icon: <MinusCircleOutlined /> },
};

export function GateReport({ report }: { report: Report }) {
  const { t } = useTranslation();
  if (report.checks.length === 0) return <p className="quiet">{t("gate.notYet")}</p>;
  return (
    <div className="gate-report">
      <Verdict report={report} />
      <Checks checks={report.checks} />
    </div>
  );
}

/** What each check found, whatever it looked at. */
export function Checks({ checks }: { checks: readonly Check[] }) {
  const { t } = useTranslation();
  const told = checks.filter((check) => check.findings.length > 0);
  const silent = checks.filter((check) => check.findings.length === 0);
  return (
    <>
      {told.length > 0 && (
        <ul className="gate-told" aria-label={t("gate.findings")}>
          {told.map((check) => (
            <Told key={check.name} check={check} />
          ))}
        </ul>
      )}
      {silent.length > 0 && (
        <details open={told.length === 0}>
          <summary>{t("gate.others", { count: silent.length })}</summary>
          <ul className="gate-silent">
            {silent.map((check) => (
              <li key={check.name}>
                <Title check={check} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function Verdict({ report }: { report: Report }) {
  const { t } = useTranslation();
  const passed = report.passed === true;
  const bound = Object.entries(report.runtime).map(([name, version]) => `${name} ${version}`);
  return (
    <p className="gate-verdict">
      <StateTag tone={passed ? "good" : "act"} icon={LOOKS[passed ? "passed" : "failed"].icon}>
        {t(passed ? "gate.passed" : "gate.refused")}
      </StateTag>
      <span className="quiet">
        {report.at !== null && <At at={report.at} />} {t("gate.bound", { gate: report.gate_version ?? "–", runtime: bound.join(", ") })}
      </span>
    </p>
  );
}

function Told({ check }: { check: Check }) {
  const { t } = useTranslation();
  const words = useWords();
  const text = useText();
  return (
    <li>
      <Title check={check} />
      {check.findings.map((finding, number) => (
        <div key={number} className="gate-finding">
          <p>{words(finding)}</p>
          <p className="quiet">
            {t("gate.remedy")} {text(finding, "remedy")}
          </p>
        </div>
      ))}
    </li>
  );
}

function Title({ check }: { check: Check }) {
  const { t } = useTranslation();
  const text = useText();
  const { tone, icon } = LOOKS[check.state];
  return (
    <>
      <StateTag tone={tone} icon={icon}>
        {text(check, "title")}
      </StateTag>{" "}
      <span className="quiet">{check.state === "not_reached" ? t("gate.not_reached") : check.detail}</span>
    </>
  );
}
