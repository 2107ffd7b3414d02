/** One case at its own address. */
import { ArrowLeftOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router";
import { useTitle } from "@/components/page";
import { Trouble } from "@/components/trouble";
import { useCase } from "@/features/cases/api/cases";
import { CaseActions } from "@/features/cases/components/case-actions";
import { DueTag } from "@/features/cases/components/case-clock";
import { CaseState } from "@/features/cases/components/case-columns";
import { CaseView } from "@/features/cases/components/case-view";
import { useShortcuts } from "@/lib/keyboard";

export function CasePage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { id = "" } = useParams();
  const { data, error, refetch } = useCase(id);
  useTitle(data?.number ?? t("cases.title"));
  useShortcuts({ Escape: () => void navigate("/cases") });
  return (
    <div className="page">
      <header className="page-head">
        <Link to="/cases" aria-label={t("common.back")} title={t("common.back")}>
          <ArrowLeftOutlined />
        </Link>
        {data !== undefined && (
          <>
            <h1>{data.number}</h1>
            <CaseState state={data.state} />
            <DueTag row={data} />
            <div className="page-filters" />
            <CaseActions found={data} />
          </>
        )}
      </header>
      <div className="page-body case-page" aria-busy={data === undefined && error === null}>
        {error !== null && <Trouble error={error} onRetry={() => void refetch()} />}
        {data !== undefined && <CaseView found={data} />}
      </div>
    </div>
  );
}
