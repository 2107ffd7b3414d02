/** How right each algorithm is, where and when events come, how long they wait, and how far reviewers agree. */
import { DownloadOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import "@/components/bar-chart.css";
import { Empty } from "@/components/empty";
import { Loading } from "@/components/loading";
import { Page } from "@/components/page";
import { Trouble } from "@/components/trouble";
import { BARS, drawn } from "@/features/statistics/api/drawn";
import { useFigureFilters } from "@/features/statistics/api/filters";
import { exportAddress, MOST, useFigures } from "@/features/statistics/api/statistics";
import { Agreement } from "@/features/statistics/components/agreement";
import { FigureFilterBar } from "@/features/statistics/components/figure-filters";
import { FigureTable } from "@/features/statistics/components/figure-table";
import "@/features/statistics/components/statistics.css";
import { useCan } from "@/lib/me";
import { useText } from "@/lib/text";

const Chart = lazy(() => import("@/features/statistics/components/chart"));

export function StatisticsPage() {
  const { t } = useTranslation();
  const can = useCan();
  const text = useText();
  const { filters, change } = useFigureFilters();
  const ranked = filters.by === "algorithm" || filters.by === "camera";
  const { data, error, isPending, refetch } = useFigures(filters);
  const out = can("event.export") && (
    <a href={exportAddress(filters)} download>
      <Button icon={<DownloadOutlined />} tabIndex={-1}>
        {t("statistics.export")}
      </Button>
    </a>
  );
  return (
    <Page title={t("statistics.title")} filters={<FigureFilterBar filters={filters} change={change} />} actions={out}>
      <div className="page-body statistics" aria-busy={isPending}>
        {error !== null && <Trouble error={error} onRetry={() => void refetch()} />}
        {isPending && <Loading />}
        {data !== undefined && data.length === 0 && <Empty title={t("statistics.empty")} hint={t("statistics.emptyHint")} />}
        {data !== undefined && data.length > 0 && (
          <section className="section">
            <Suspense fallback={<div className="chart" />}>
              <Chart named={ranked} bars={drawn(data, filters.by, (one) => text(one, "name"))} />
            </Suspense>
            {ranked && data.length > BARS && <p className="quiet">{t("statistics.drawn", { count: BARS })}</p>}
            {data.length === MOST && <p className="quiet">{t(ranked ? "statistics.most" : "statistics.latest", { count: MOST })}</p>}
            <FigureTable filters={filters} figures={data} />
          </section>
        )}
        {can("event.judge") && <Agreement filters={filters} />}
      </div>
    </Page>
  );
}
