/** The leaderboard as a table: the rank, the figure with its interval, and what else was measured. */
import { Table, type TableColumnsType } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Leader } from "@/api/types";
import { At } from "@/components/when";
import { between, type Interval, type Ranked } from "@/features/evaluation/api/figures";
import { Figure } from "@/features/evaluation/components/figure";
import { useText } from "@/lib/text";

const BESIDE = ["image_auc", "recall_at_5pct_fpr", "precision", "recall", "ap50"] as const;

export function BoardTable({ rows, figure }: { rows: Leader[]; figure: Ranked }) {
  const { t } = useTranslation();
  const text = useText();
  const columns: TableColumnsType<Leader> = [
    { key: "rank", title: t("leaderboard.rank"), width: 96, fixed: "left", render: (_, row) => <Rank row={row} /> },
    {
      key: "version",
      title: t("leaderboard.version"),
      width: 232,
      render: (_, row) => (
        <div className="two">
          <Link className="strong" to={`/versions/${row.version_id}`}>
            {text(row, "title")} {row.version}
          </Link>
          <span className="quiet">{text(row, "vendor")}</span>
        </div>
      ),
    },
    { key: "value", title: t(`evaluations.figure.${figure}`), align: "right", width: 104, render: (_, row) => <Figure value={row.value} interval={row.interval} /> },
    { key: "lies", title: t("leaderboard.interval"), width: 192, render: (_, row) => row.value !== null && <Lies value={row.value} interval={row.interval} /> },
    { key: "pictures", title: t("evaluations.pictures"), align: "right", width: 112, render: (_, row) => (row.figures === null ? "–" : `${row.figures.pictures} (${row.figures.positives})`) },
    ...BESIDE.filter((name) => name !== figure).map((name) => ({
      key: name,
      title: t(`evaluations.figure.${name}`),
      align: "right" as const,
      width: 104,
      render: (_: unknown, row: Leader) => <Figure value={row.figures?.[name] ?? null} />,
    })),
    { key: "alarms", title: t("leaderboard.alarms"), align: "right", width: 112, render: (_, row) => (row.false_alarms === null ? "–" : row.false_alarms.per_hour.toFixed(2)) },
    { key: "latency", title: t("leaderboard.latency"), align: "right", width: 104, render: (_, row) => (row.latency_ms === null ? "–" : `${row.latency_ms.median} ms`) },
    { key: "at", title: t("leaderboard.at"), width: 176, render: (_, row) => (row.measured_at === null ? "–" : <At at={row.measured_at} />) },
  ];
  return <Table size="small" scroll={{ x: "max-content" }} rowKey="version_id" columns={columns} dataSource={rows} pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }} />;
}

function Rank({ row }: { row: Leader }) {
  const { t } = useTranslation();
  if (row.rank !== null) {
    return (
      <span>
        <strong>{row.rank}</strong> {row.tied && <span className="quiet">{t("leaderboard.tied")}</span>}
      </span>
    );
  }
  const working = row.state === "queued" || row.state === "running";
  return <span className="quiet">{working ? t("leaderboard.working") : row.state === "failed" ? t("leaderboard.failed") : t("leaderboard.unmeasured")}</span>;
}

function Lies({ value, interval }: { value: number; interval: Interval | null }) {
  const { t } = useTranslation();
  const [low = value, high = value] = interval ?? [];
  const at = (share: number) => `${(share * 100).toFixed(1)}%`;
  return (
    <div className="lies" role="img" aria-label={t("leaderboard.lies", { between: between(interval) || value.toFixed(3) })}>
      {interval !== null && <i style={{ left: at(low), width: at(high - low) }} />}
      <b style={{ left: `min(${at(value)}, 100% - 2px)` }} />
    </div>
  );
}
