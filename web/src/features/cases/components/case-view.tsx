/** Everything about one case: pictures, what asks for a decision, facts, clocks, its way, its messages. */
import { BulbOutlined, QuestionCircleOutlined } from "@ant-design/icons";
import { Alert } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { CaseDetail } from "@/api/types";
import { EvidencePicture } from "@/components/evidence-picture";
import { At, When } from "@/components/when";
import { CaseClocks } from "@/features/cases/components/case-clock";
import { UnitName } from "@/features/cases/components/case-columns";
import { CaseDeliveries } from "@/features/cases/components/case-deliveries";
import { CasePhotos } from "@/features/cases/components/case-photos";
import { CaseTimeline } from "@/features/cases/components/case-timeline";
import "@/features/cases/components/cases.css";
import { useCan } from "@/lib/me";
import { useText } from "@/lib/text";

export function CaseView({ found }: { found: CaseDetail }) {
  const { t } = useTranslation();
  const text = useText();
  const can = useCan();
  return (
    <div className="case-view">
      <div className="case-main">
        <CaseNotices found={found} />
        {can("evidence.read") && found.event_id !== null && (
          <div className="case-picture">
            <EvidencePicture eventId={found.event_id} kind="annotated" alt={text(found, "title")} />
          </div>
        )}
        {found.request !== null && <p className="case-request">{found.request.description || t("cases.noDescription")}</p>}
        <section className="section">
          <h2>{t("cases.photos.title")}</h2>
          <CasePhotos found={found} adds={can("case.photo") && found.actions.some(({ needs }) => needs.includes("photo"))} />
        </section>
        <section className="section">
          <h2>{t("cases.way")}</h2>
          <CaseTimeline steps={found.steps} />
        </section>
      </div>
      <div className="case-side">
        <section className="section">
          <h2>{t("cases.clocks")}</h2>
          <CaseClocks clocks={found.clocks} />
        </section>
        <CaseFacts found={found} />
        <CaseDeliveries deliveries={found.deliveries} />
      </div>
    </div>
  );
}

/** What a unit asks for, and what the algorithm saw when it looked again. */
function CaseNotices({ found }: { found: CaseDetail }) {
  const { t } = useTranslation();
  const { asked, checked } = found;
  return (
    <>
      {asked !== null && (
        <Alert
          type="warning"
          showIcon
          icon={<QuestionCircleOutlined />}
          title={t("cases.asks", { who: found.asked_by ?? t("cases.unit"), what: t(`cases.action.${asked.action}`) })}
          description={
            <>
              {asked.reason}
              {asked.amount !== null && asked.amount !== undefined && ` (+${asked.amount})`}
              {asked.until && (
                <>
                  {" "}
                  {t("cases.until")} <At at={asked.until} />
                </>
              )}
            </>
          }
        />
      )}
      {checked !== null && found.state === "handled" && (
        <Alert
          type={checked.found === "clear" ? "success" : "error"}
          showIcon
          icon={<BulbOutlined />}
          title={t(`cases.checked.${checked.found}`)}
          description={t("cases.checkedHint", { count: checked.looks })}
        />
      )}
    </>
  );
}

function CaseFacts({ found }: { found: CaseDetail }) {
  const { t } = useTranslation();
  const text = useText();
  const facts: [string, ReactNode][] = [
    [t("cases.columns.title"), text(found, "title")],
    [
      t("cases.columns.place"),
      <>
        {found.place || "–"} {found.camera !== null && <span className="quiet">{text(found.camera, "name")}</span>}
      </>,
    ],
    [t("cases.columns.unit"), <UnitName key="unit" row={found} />],
    [t("cases.handler"), found.handler],
    [t("cases.columns.reported"), <When key="reported" at={found.reported_at} />],
    [t("cases.filedAt"), found.filed_at !== null && <When at={found.filed_at} />],
    [t("cases.filedBy"), found.filed_by],
    [t("cases.code"), found.code !== null && `${found.code} · ${found.standard_ref ?? ""}`],
    [t("cases.emergency"), found.emergency_code],
    [t("cases.request"), found.request?.number],
    [t("cases.event"), found.event_id !== null && <Link to={`/events/${found.event_id}`}>{t("cases.openEvent")}</Link>],
  ];
  return (
    <dl className="facts">
      {facts.map(([name, value]) =>
        value ? (
          <div key={name} className="case-fact">
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ) : null,
      )}
    </dl>
  );
}
