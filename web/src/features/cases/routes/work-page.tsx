/** A handler's own work, made for a telephone: what is his, by when, and one thing after another. */
import { Segmented } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Case } from "@/api/types";
import { Empty } from "@/components/empty";
import { Page, useCount } from "@/components/page";
import { Trouble } from "@/components/trouble";
import { useCaseList } from "@/features/cases/api/cases";
import { readFilters } from "@/features/cases/api/filters";
import { DueTag } from "@/features/cases/components/case-clock";
import { CaseState } from "@/features/cases/components/case-columns";
import "@/features/cases/components/cases.css";
import "@/features/cases/components/work.css";
import { useAddress } from "@/lib/address";
import { useMe } from "@/lib/me";
import { useText } from "@/lib/text";

const SHOWN = ["open", "over"] as const;

export function WorkPage() {
  const { t } = useTranslation();
  const { params, change } = useAddress();
  const { organization } = useMe();
  const view = SHOWN.find((each) => each === params.get("view")) ?? "open";
  const list = useCaseList(readFilters(new URLSearchParams({ view, unit: organization.id })));
  const count = useCount();
  const filters = (
    <Segmented
      block
      className="work-views"
      aria-label={t("cases.filter.view")}
      value={view}
      options={SHOWN.map((value) => ({ value, label: t(`work.${value}`) }))}
      onChange={(next) => change({ view: next })}
    />
  );
  return (
    <Page title={t("work.title")} note={count(list.total)} filters={filters}>
      <div className="page-body work-list" aria-busy={list.pending}>
        {list.error !== null && list.rows.length === 0 && <Trouble error={list.error} onRetry={list.retry} />}
        {list.rows.length === 0 && !list.pending && list.error === null && <Empty title={t(`work.empty.${view}`)} hint={t("work.emptyHint")} />}
        <ul className="work-cards">
          {list.rows.map((row) => (
            <li key={row.id}>
              <WorkCard row={row} />
            </li>
          ))}
        </ul>
        {list.hasMore && (
          <button type="button" className="work-more" onClick={list.loadMore}>
            {t("work.more")}
          </button>
        )}
      </div>
    </Page>
  );
}

function WorkCard({ row }: { row: Case }) {
  const text = useText();
  return (
    <Link to={`/handling/${row.id}`} className="work-card">
      <span className="work-card-head">
        <span className="strong">{text(row, "title")}</span>
        <CaseState state={row.state} />
      </span>
      <span>{row.place || "–"}</span>
      <DueTag row={row} />
      <span className="quiet">{row.number}</span>
    </Link>
  );
}
