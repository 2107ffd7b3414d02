/** The columns of the trail. */
import { ClockCircleOutlined, SafetyCertificateFilled } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import type { AuditLine } from "@/api/types";
import type { Column } from "@/components/data-list";
import { StateTag } from "@/components/state-tag";
import { At } from "@/components/when";
import { useActionNames, useObjectName, useSubject } from "@/features/audit/components/audit-words";
import { PRODUCT } from "@/features/audit/api/audit";

export function useAuditColumns(): Column<AuditLine>[] {
  const { t } = useTranslation();
  const { nameOf } = useActionNames();
  const objectName = useObjectName();
  const subjectOf = useSubject();
  return [
    { key: "time", title: t("audit.columns.time"), width: "144px", render: ({ taken_at }) => <At at={taken_at} /> },
    { key: "login", title: t("audit.columns.login"), width: "minmax(96px, 1fr)", render: ({ login }) => <div className="clip strong">{login === PRODUCT ? t("audit.product") : login}</div> },
    { key: "action", title: t("audit.columns.action"), width: "minmax(120px, 1.2fr)", render: ({ action }) => <div className="clip">{nameOf(action)}</div> },
    {
      key: "object",
      title: t("audit.columns.object"),
      width: "minmax(160px, 2fr)",
      render: (line) => (
        <div className="clip">
          <span className="quiet">{objectName(line.object_type)}</span> {subjectOf(line)}
        </div>
      ),
    },
    { key: "reason", title: t("audit.reason"), width: "minmax(96px, 1.5fr)", render: ({ reason }) => <div className="clip quiet">{reason}</div> },
    { key: "address", title: t("audit.columns.address"), width: "128px", render: ({ address }) => <div className="clip quiet">{address ?? "–"}</div> },
    { key: "seal", title: t("audit.columns.seal"), width: "104px", render: (line) => <SealTag line={line} /> },
  ];
}

/** Green says that it can be proven unchanged, so only a sealed line is green. */
export function SealTag({ line }: { line: AuditLine }) {
  const { t } = useTranslation();
  if (line.seal === null) return <StateTag tone="plain" icon={<ClockCircleOutlined />}>{t("audit.unsealed")}</StateTag>;
  return <StateTag tone="good" icon={<SafetyCertificateFilled />}>{t("audit.sealed")}</StateTag>;
}
