/** Messages of sensors that were not taken: what came, why it was refused, and what to do. */
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { WaterRefusal } from "@/api/types";
import { type Column, DataList } from "@/components/data-list";
import { Empty } from "@/components/empty";
import { Trouble } from "@/components/trouble";
import { Ago } from "@/components/when";
import type { useRefusalList } from "@/features/water/api/water";
import { useWords } from "@/lib/text";

const ROW_PX = 64;

export function RefusalList({ list }: { list: ReturnType<typeof useRefusalList> }) {
  const { t } = useTranslation();
  const columns = useColumns();
  if (list.error !== null && list.rows.length === 0) return <Trouble error={list.error} onRetry={list.retry} />;
  return (
    <DataList<WaterRefusal>
      label={t("water.refusals")}
      rows={list.rows}
      columns={columns}
      rowHeight={ROW_PX}
      total={list.total?.count}
      hasMore={list.hasMore}
      onMore={list.loadMore}
      onScrolled={list.hold}
      onRange={list.see}
      fresh={{ count: list.fresh, what: t("water.refusalRows"), show: list.showFresh }}
      pending={list.pending}
      empty={<Empty title={t("water.noRefusals")} hint={t("water.noRefusalsHint")} />}
    />
  );
}

function useColumns(): Column<WaterRefusal>[] {
  const { t } = useTranslation();
  const words = useWords();
  return [
    { key: "at", title: t("water.columns.received"), width: "120px", render: (row) => <Ago at={row.at} /> },
    {
      key: "device",
      title: t("water.columns.device"),
      width: "minmax(120px, 1fr)",
      render: (row) => (
        <div className="two">
          {row.sensor_id === null ? <code className="clip">{row.device}</code> : <Link to={`/water?view=sensors&sensor=${row.sensor_id}`}>{row.device}</Link>}
          <span className="quiet">{t(`water.via.${row.via}`)}</span>
        </div>
      ),
    },
    { key: "reason", title: t("water.columns.reason"), width: "minmax(240px, 2fr)", render: (row) => <span className="water-reason">{words(row.reason)}</span> },
    { key: "payload", title: t("water.columns.payload"), width: "minmax(160px, 2fr)", render: (row) => <code className="clip" title={row.payload}>{row.payload}</code> },
  ];
}
