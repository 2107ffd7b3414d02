/** How well cases are dealt with: rates and scores by unit, district, algorithm and month. */
import { DownloadOutlined } from "@ant-design/icons";
import { Button, Segmented, Select } from "antd";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { KpiReport } from "@/api/types";
import "@/components/bar-chart.css";
import { Empty } from "@/components/empty";
import { Page } from "@/components/page";
import { Trouble } from "@/components/trouble";
import { When } from "@/components/when";
import { before, exportAddress, useKpiFilters, useKpis, WAYS } from "@/features/kpis/api/kpis";
import { KpiTable, percent } from "@/features/kpis/components/kpi-table";
import "@/features/kpis/components/kpis.css";
import { useCan } from "@/lib/me";

const Chart = lazy(() => import("@/features/kpis/components/kpi-chart"));
const MONTHS = 36;
const FIGURES = ["handled", "handled_in_time", "closed", "closed_in_time", "reworked"] as const;

export function KpisPage() {
  const { t } = useTranslation();
  const can = useCan();
  const { filters, present, change } = useKpiFilters();
  const { data, error, isPending, refetch } = useKpis(filters);
  const months = Array.from({ length: MONTHS }, (_, index) => before(present, index)).map((value) => ({ value, label: value }));
  const out = can("kpi.export") && (
    <a href={exportAddress(filters)} download>
      <Button icon={<DownloadOutlined />} tabIndex={-1}>
        {t("kpis.export")}
      </Button>
    </a>
  );
  return (
    <Page
      title={t("kpis.title")}
      actions={out}
      filters={
        <>
          <Segmented aria-label={t("kpis.by")} value={filters.by} options={WAYS.map((value) => ({ value, label: t(`kpis.ways.${value}`) }))} onChange={(by) => change({ by })} />
          <Select aria-label={t("kpis.since")} className="filter" value={filters.since} options={months} onChange={(since) => change({ since, until: since > filters.until ? since : filters.until })} />
          <span className="quiet">–</span>
          <Select aria-label={t("kpis.until")} className="filter" value={filters.until} options={months} onChange={(until) => change({ until, since: until < filters.since ? until : filters.since })} />
        </>
      }
    >
      <div className="page-body kpis" aria-busy={isPending}>
        {error !== null && <Trouble error={error} onRetry={() => void refetch()} />}
        {data !== undefined && data.rows.length === 0 && <Empty title={data.counted_at === null ? t("kpis.uncounted") : t("kpis.empty")} hint={t("kpis.emptyHint")} />}
        {data !== undefined && data.rows.length > 0 && (
          <>
            <Total report={data} />
            <section className="section">
              <Suspense fallback={<div className="chart" />}>
                <Chart rows={data.rows} />
              </Suspense>
              <KpiTable by={filters.by} report={data} />
              <Basis report={data} />
            </section>
          </>
        )}
      </div>
    </Page>
  );
}

function Total({ report }: { report: KpiReport }) {
  const { t } = useTranslation();
  const { counts, rates, score } = report.total;
  return (
    <dl className="kpi-figures">
      <Figure label={t("kpis.counts.filed")} value={(counts.filed ?? 0).toLocaleString("en")} />
      <Figure label={t("kpis.counts.open")} value={(counts.open ?? 0).toLocaleString("en")} />
      {FIGURES.map((name) => {
        const value = rates[name] ?? null;
        return <Figure key={name} label={t(`kpis.rates.${name}`)} value={value === null ? "–" : percent(value)} />;
      })}
      <Figure label={t("kpis.score")} value={score?.toFixed(1) ?? "–"} />
    </dl>
  );
}

function Figure({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** When it was counted, by which clocks and weights. */
function Basis({ report }: { report: KpiReport }) {
  const { t } = useTranslation();
  const weights = Object.entries(report.weights).map(([name, value]) => `${t(`kpis.rates.${name}` as "kpis.rates.closed")} ${value}`);
  return (
    <p className="quiet">
      {report.counted_at !== null && (
        <>
          {t("kpis.counted")} <When at={report.counted_at} />
          <br />
        </>
      )}
      {t("kpis.limits", { value: report.verify_h })}
      <br />
      {t("kpis.weights")} {weights.join(" · ")}
    </p>
  );
}
