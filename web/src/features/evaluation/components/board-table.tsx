/** The leaderboard as a table: the rank, the figure with its interval, and what else was measured. */
import { Table, type TableColumnsType } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Leader } from "@/api/types";
import { RemoteTag } from "@/components/remote-tag";
import { compareAddress } from "@/features/evaluation/api/compare";
import { between, type Interval, type Ranked } from "@/features/evaluation/api/figures";
import { Figure } from "@/features/evaluation/components/figure";
import { useZone } from "@/lib/me";
import { useText } from "@/lib/text";
import { dayOf } from "@/lib/time";

const BESIDE = ["image_auc", "recall_at_5pct_fpr", "precision", "recall", "ap50"] as const;

type Props = { rows: Leader[]; figure: Ranked; event_type: string | null };

export function BoardTable({ rows, figure, event_type }: Props) {
  const { t } = useTranslation();
  const text = useText();
  const zone = useZone();
  const columns: TableColumnsType<Leader> = [
    { key: "rank", title: t("leaderboard.rank"), width: 72, render: (_, row) => <Rank row={row} /> },
    {
      key: "version",
      title: t("leaderboard.version"),
      render: (_, row) => (
        <div className="two">
          <Link className="strong" to={`/versions/${row.version_id}`}>
            {text(row, "title")} {row.version}
          </Link>
          <RemoteTag remote={row.remote} />
          <span className="quiet">
            {text(row, "vendor")}
            {rows.length > 1 && (
              <>
                {" · "}
                <Link to={compareAddress(event_type, row.version_id, rivalOf(rows, row)?.version_id)}>{t("compare.toCompare")}</Link>
              </>
            )}
          </span>
        </div>
      ),
    },
    {
      key: "value",
      title: t(`evaluations.figure.${figure}`),
      align: "right",
      width: 136,
      render: (_, row) => (
        <>
          <Figure value={row.value} interval={row.interval} />
          {row.value !== null && <Lies value={row.value} interval={row.interval} />}
        </>
      ),
    },
    { key: "pictures", title: t("evaluations.pictures"), align: "right", width: 84, render: (_, row) => (row.figures === null ? "–" : `${row.figures.pictures} (${row.figures.positives})`) },
    ...BESIDE.filter((name) => name !== figure).map((name) => ({
      key: name,
      title: t(`evaluations.figure.${name}`),
      align: "right" as const,
      width: 82,
      render: (_: unknown, row: Leader) => <Figure value={row.figures?.[name] ?? null} />,
    })),
    { key: "alarms", title: t("leaderboard.alarms"), align: "right", width: 84, render: (_, row) => (row.false_alarms === null ? "–" : row.false_alarms.per_hour.toFixed(2)) },
    { key: "latency", title: t("leaderboard.latency"), align: "right", width: 80, render: (_, row) => (row.latency_ms === null ? "–" : `${row.latency_ms.median} ms`) },
    { key: "at", title: t("leaderboard.at"), width: 96, render: (_, row) => (row.measured_at === null ? "–" : dayOf(row.measured_at, zone)) },
  ];
  return <Table size="small" tableLayout="fixed" rowKey="version_id" columns={columns} dataSource={rows} pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }} />;
}

/** Whom a version is compared with first: the best of the others. */
function rivalOf(rows: readonly Leader[], row: Leader): Leader | undefined {
  return rows.find(({ version_id }) => version_id !== row.version_id);
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
  if (row.remote !== null) return <span className="quiet" title={t("leaves.notMeasured")}>{t("leaderboard.outside")}</span>;
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
