/** One case in the hand of who deals with it: where, by when, photos, and the feedback within a thumb's reach. */
import { ArrowLeftOutlined, EnvironmentOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import type { CaseDetail } from "@/api/types";
import { EvidencePicture } from "@/components/evidence-picture";
import { useTitle } from "@/components/page";
import { Trouble } from "@/components/trouble";
import { useCase } from "@/features/cases/api/cases";
import { CaseActions } from "@/features/cases/components/case-actions";
import { DueTag } from "@/features/cases/components/case-clock";
import { CaseState } from "@/features/cases/components/case-columns";
import { CasePhotos } from "@/features/cases/components/case-photos";
import { CaseTimeline } from "@/features/cases/components/case-timeline";
import "@/features/cases/components/cases.css";
import "@/features/cases/components/work.css";
import { useCan } from "@/lib/me";
import { useText } from "@/lib/text";

export function WorkCasePage() {
  const { t } = useTranslation();
  const { id = "" } = useParams();
  const { data, error, refetch } = useCase(id);
  useTitle(data?.number ?? t("work.title"));
  return (
    <div className="page">
      <header className="page-head work-head">
        <Link to="/handling" className="icon-link" aria-label={t("common.back")} title={t("common.back")}>
          <ArrowLeftOutlined />
        </Link>
        {data !== undefined && <WorkHead found={data} />}
      </header>
      <div className="page-body work-body" aria-busy={data === undefined && error === null}>
        {error !== null && <Trouble error={error} onRetry={() => void refetch()} />}
        {data !== undefined && <WorkCase found={data} />}
      </div>
      {data !== undefined && data.actions.length > 0 && (
        <footer className="work-foot">
          <CaseActions found={data} large />
        </footer>
      )}
    </div>
  );
}

function WorkHead({ found }: { found: CaseDetail }) {
  const text = useText();
  return (
    <div className="work-title">
      <h1>{text(found, "title")}</h1>
      <span className="quiet">{found.number}</span>
      <CaseState state={found.state} />
    </div>
  );
}

function WorkCase({ found }: { found: CaseDetail }) {
  const { t } = useTranslation();
  const text = useText();
  const can = useCan();
  const adds = can("case.photo") && found.actions.some(({ needs }) => needs.includes("photo"));
  return (
    <>
      <DueTag row={found} />
      <p className="work-place">
        <EnvironmentOutlined aria-hidden="true" /> {found.place || t("work.noPlace")}
        {found.camera !== null && <span className="quiet"> {text(found.camera, "name")}</span>}
      </p>
      {found.request !== null && <p className="case-request">{found.request.description || t("cases.noDescription")}</p>}
      {found.event_id !== null && can("evidence.read") && (
        <div className="work-picture">
          <EvidencePicture eventId={found.event_id} kind="annotated" alt={text(found, "title")} />
        </div>
      )}
      <section className="section">
        <h2>{t("cases.photos.title")}</h2>
        <CasePhotos found={found} adds={adds} />
      </section>
      <section className="section">
        <h2>{t("cases.way")}</h2>
        <CaseTimeline steps={found.steps} />
      </section>
    </>
  );
}
