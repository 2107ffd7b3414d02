/** The figures in numbers: how much, how well, and the score they make. */
import { Table, type TableColumnsType, Tooltip } from "antd";
import { useTranslation } from "react-i18next";
import type { KpiReport, KpiRow } from "@/api/types";
import type { Way } from "@/features/kpis/api/kpis";
import { useText } from "@/lib/text";

const RATES = ["effective", "filed_in_time", "filed_right", "dispatched_in_time", "dispatched_right", "handled", "handled_in_time", "checked_in_time", "closed", "closed_in_time", "reworked"] as const;
/** What a rate is a share of: told when one asks. */
const PARTS: Record<(typeof RATES)[number], readonly [string, string]> = {
  effective: ["filed", "reported"],
  filed_in_time: ["filed_in_time", "filed"],
  filed_right: ["void", "filed"],
  dispatched_in_time: ["dispatched_in_time", "to_dispatch"],
  dispatched_right: ["reworked", "to_dispatch"],
  handled: ["handled", "to_handle"],
  handled_in_time: ["handled_in_time", "to_handle"],
  checked_in_time: ["checked_in_time", "to_check"],
  closed: ["closed", "to_close"],
  closed_in_time: ["closed_in_time", "to_close"],
  reworked: ["reworked", "to_close"],
};

export function KpiTable({ by, report }: { by: Way; report: KpiReport }) {
  const { t } = useTranslation();
  const text = useText();
  const number = (name: string) => ({ key: name, title: t(`kpis.counts.${name}` as "kpis.counts.filed"), align: "right" as const, width: 76, render: (_: unknown, row: KpiRow) => (row.counts[name] ?? 0).toLocaleString("en") });
  const columns: TableColumnsType<KpiRow> = [
    { key: "name", title: t(`kpis.ways.${by}`), fixed: "left", width: 180, ellipsis: true, render: (_, row) => text(row, "name") },
    number("filed"),
    number("open"),
    ...RATES.map((rate) => ({
      key: rate,
      title: t(`kpis.rates.${rate}`),
      align: "right" as const,
      width: 104,
      render: (_: unknown, row: KpiRow) => <Rate row={row} rate={rate} />,
    })),
    { key: "score", title: t("kpis.score"), align: "right", fixed: "right", width: 88, render: (_, row) => <strong>{row.score?.toFixed(1) ?? "–"}</strong> },
  ];
  return (
    <Table
      size="small"
      scroll={{ x: "max-content" }}
      rowKey={(row) => row.about ?? row.name_en}
      columns={columns}
      dataSource={[...report.rows, { ...report.total, about: "total" }]}
      rowClassName={(row) => (row.about === "total" ? "kpi-total" : "")}
      pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
    />
  );
}

function Rate({ row, rate }: { row: KpiRow; rate: (typeof RATES)[number] }) {
  const { t } = useTranslation();
  const value = row.rates[rate] ?? null;
  if (value === null) return <span className="quiet">–</span>;
  const [part, whole] = PARTS[rate];
  const count = (name: string) => `${t(`kpis.counts.${name}` as "kpis.counts.filed")} ${(row.counts[name] ?? 0).toLocaleString("en")}`;
  return <Tooltip title={`${count(part)} · ${count(whole)}`}>{percent(value)}</Tooltip>;
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}
