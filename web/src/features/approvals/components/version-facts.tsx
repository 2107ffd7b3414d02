/** What an administrator must know of a version before he lets it onto the shelf. */
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { ApprovalDetail } from "@/api/types";
import { GateReport } from "@/components/gate-report";
import { When } from "@/components/when";

type Version = Extract<ApprovalDetail["object"], { object_type: "versions" }>;

export function VersionFacts({ version }: { version: Version }) {
  const { t, i18n } = useTranslation();
  return (
    <>
      <dl className="facts">
        <dt>{t("algorithms.columns.name")}</dt>
        <dd>
          <Link to={`/algorithms?algorithm=${version.algorithm_id}`}>{version.slug}</Link> {version.version}
        </dd>
        <dt>{t("approvals.version.uploaded")}</dt>
        <dd>
          <When at={version.created_at} />
        </dd>
        <dt>{t("approvals.version.size")}</dt>
        <dd>{t("approvals.version.megabytes", { value: (version.size / 1e6).toLocaleString(i18n.language, { maximumFractionDigits: 1 }) })}</dd>
        <dt>{t("approvals.version.licence")}</dt>
        <dd>{[version.licence_code, version.licence_weights].filter((each) => each !== null).join(" · ") || "–"}</dd>
        <dt>{t("approvals.version.digest")}</dt>
        <dd>
          <code>{version.digest}</code>
        </dd>
      </dl>
      <section className="section">
        <h2>{t("gate.title")}</h2>
        <GateReport report={version.gate} />
      </section>
      {version.readme !== "" && (
        <details className="readme">
          <summary>{t("algorithms.about")}</summary>
          <pre>{version.readme}</pre>
        </details>
      )}
    </>
  );
}
