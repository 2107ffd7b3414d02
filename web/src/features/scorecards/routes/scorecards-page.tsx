/** How versions do in the field: how right, why not, how quick, how dependable. */
import { DownloadOutlined } from "@ant-design/icons";
import { Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Scorecard } from "@/api/types";
import { Empty } from "@/components/empty";
import { Loading } from "@/components/loading";
import { Page } from "@/components/page";
import { Trouble } from "@/components/trouble";
import { useCardFilters } from "@/features/scorecards/api/filters";
import { exportAddress, useScorecards } from "@/features/scorecards/api/scorecards";
import { CardFilterBar } from "@/features/scorecards/components/card-filters";
import { CardTable, hours, milliseconds, percent, Precision, Reasons } from "@/features/scorecards/components/card-table";
import { Disclosed } from "@/features/scorecards/components/disclosed";
import "@/features/scorecards/components/scorecards.css";
import { useCan } from "@/lib/me";

export function ScorecardsPage() {
  const { t } = useTranslation();
  const can = useCan();
  const { filters, change } = useCardFilters();
  const { data, error, isPending, refetch } = useScorecards(filters);
  const out = (
    <a href={exportAddress(filters)} download>
      <Button icon={<DownloadOutlined />} tabIndex={-1}>
        {t("scorecards.export")}
      </Button>
    </a>
  );
  return (
    <Page title={t("scorecards.title")} filters={<CardFilterBar filters={filters} change={change} />} actions={out}>
      <div className="page-body scorecards" aria-busy={isPending}>
        {error !== null && <Trouble error={error} onRetry={() => void refetch()} />}
        {isPending && <Loading />}
        {data !== undefined && data.rows.length === 0 && <Empty title={t("scorecards.empty")} hint={t("scorecards.emptyHint")} />}
        {data !== undefined && data.rows.length > 0 && (
          <>
            <Total card={data.total} />
            <section className="section">
              <CardTable cards={data} />
              {data.cut && <p className="quiet">{t("scorecards.cut", { count: data.rows.length })}</p>}
              <p className="quiet">{t("scorecards.basis")}</p>
            </section>
          </>
        )}
        {can("disclosure.read") && <Disclosed algorithm={filters.algorithm} />}
      </div>
    </Page>
  );
}

function Total({ card }: { card: Scorecard }) {
  const { t } = useTranslation();
  const dash = (value: number | null, say: (value: number) => string) => (value === null ? "–" : say(value));
  return (
    <>
      <dl className="card-figures">
        <Figure label={t("scorecards.columns.precision")}>
          <Precision one={card} />
        </Figure>
        <Figure label={t("scorecards.alarms")}>{dash(card.false_alarms_per_day, (value) => value.toFixed(2))}</Figure>
        <Figure label={t("scorecards.columns.hours")}>{hours(card.camera_hours)}</Figure>
        <Figure label={t("scorecards.columns.latency")}>
          {dash(card.latency_ms, milliseconds)} <span className="quiet">{dash(card.latency_p95_ms, milliseconds)}</span>
        </Figure>
        <Figure label={t("scorecards.columns.availability")}>{dash(card.availability, (value) => percent(value, 2))}</Figure>
        <Figure label={t("scorecards.columns.inTime")}>{dash(card.in_time, (value) => percent(value, 2))}</Figure>
      </dl>
      {card.reasons.length > 0 && (
        <section className="section">
          <h2>{t("scorecards.reasons")}</h2>
          <Reasons one={card} />
        </section>
      )}
    </>
  );
}

function Figure({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
