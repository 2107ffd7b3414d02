/** What an administrator must know of a version before he lets it onto the shelf. */
import { CheckCircleFilled } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { ApprovalDetail } from "@/api/types";
import { StateTag } from "@/components/state-tag";
import { When } from "@/components/when";
import { useWords } from "@/lib/text";

type Version = Extract<ApprovalDetail["object"], { object_type: "versions" }>;

export function VersionFacts({ version }: { version: Version }) {
  const { t, i18n } = useTranslation();
  const checks = checksOf(version.gate);
  const words = useWords();
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
      {checks.length > 0 && (
        <ul className="checks" aria-label={t("approvals.version.checks")}>
          {checks.map((check) => (
            <li key={check.code}>
              <StateTag tone="good" icon={<CheckCircleFilled />}>
                {words(check)}
              </StateTag>
            </li>
          ))}
        </ul>
      )}
      {version.readme !== "" && (
        <details className="readme">
          <summary>{t("algorithms.about")}</summary>
          <pre>{version.readme}</pre>
        </details>
      )}
    </>
  );
}

type Check = { code: string; zh: string; en: string };

/** The checks of a gate's report; whoever writes the report may add to it. */
function checksOf(gate: Record<string, unknown>): Check[] {
  const checks: unknown = gate.checks;
  if (!Array.isArray(checks)) return [];
  return checks.flatMap((each: unknown) => {
    if (typeof each === "string") return [{ code: each, zh: each, en: each }];
    if (typeof each !== "object" || each === null) return [];
    const told = each as Record<string, unknown>;
    const code = typeof told.name === "string" ? told.name : typeof told.code === "string" ? told.code : "";
    const word = (name: string) => (typeof told[name] === "string" ? told[name] : code);
    return code === "" ? [] : [{ code, zh: word("zh"), en: word("en") }];
  });
}
