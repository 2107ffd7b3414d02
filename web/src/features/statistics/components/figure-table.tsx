/** The figures in numbers; a row leads to the events it counts. */
import { Table, type TableColumnsType } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Figures } from "@/api/types";
import { hourOf } from "@/features/statistics/api/drawn";
import { type FigureFilters, type Way } from "@/features/statistics/api/filters";
import { useText } from "@/lib/text";

const COUNTS = ["events", "confirmed", "auto", "duplicates", "rejected", "waiting"] as const;

export function FigureTable({ filters, figures }: { filters: FigureFilters; figures: readonly Figures[] }) {
  const { t } = useTranslation();
  const text = useText();
  const seconds = useSeconds();
  const columns: TableColumnsType<Figures> = [
    { key: "name", title: t(`statistics.keys.${filters.by}`), render: (_, one) => <Led filters={filters} one={one} name={filters.by === "hour" ? hourOf(text(one, "name")) : text(one, "name")} /> },
    ...COUNTS.map((count) => ({ key: count, title: t(`statistics.columns.${count}`), align: "right" as const, render: (_: unknown, one: Figures) => one[count].toLocaleString("en") })),
    { key: "precision", title: t("statistics.columns.precision"), align: "right", render: (_, one) => <Precision one={one} /> },
    { key: "claim", title: t("statistics.columns.claim"), align: "right", render: (_, one) => seconds(one.claim_s) },
    { key: "verdict", title: t("statistics.columns.verdict"), align: "right", render: (_, one) => seconds(one.verdict_s) },
  ];
  return <Table size="small" rowKey={(one) => one.about ?? ""} columns={columns} dataSource={[...figures]} pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }} />;
}

const FILTERS: Partial<Record<Way, "algorithm" | "camera">> = { algorithm: "algorithm", camera: "camera" };

function Led({ filters, one, name }: { filters: FigureFilters; one: Figures; name: string }) {
  const filter = FILTERS[filters.by];
  if (filter === undefined || one.about === null) return name;
  const { range, since, until, type } = filters;
  const kept = Object.entries({ range, since, until, type }).flatMap(([key, value]) => (value === null ? [] : [[key, value] as [string, string]]));
  const query = new URLSearchParams([["review", "all"], [filter, one.about], ...kept]);
  return <Link to={`/events?${query.toString()}`}>{name}</Link>;
}

function Precision({ one }: { one: Figures }) {
  if (one.precision === null) return "–";
  return (
    <>
      {percent(one.precision)}{" "}
      {one.precision_from !== null && one.precision_to !== null && (
        <span className="quiet">
          {percent(one.precision_from)}–{percent(one.precision_to)}
        </span>
      )}
    </>
  );
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}

/** A waiting time as a dispatcher says it: seconds up to two minutes, then minutes. */
function useSeconds(): (seconds: number | null) => string {
  const { t } = useTranslation();
  return (seconds) => {
    if (seconds === null) return "–";
    if (seconds < 120) return t("common.seconds", { value: seconds < 10 ? seconds.toFixed(1) : Math.round(seconds) });
    return seconds < 7200 ? t("lasted.minute", { value: Math.round(seconds / 60) }) : t("lasted.hour", { value: Math.round(seconds / 3600) });
  };
}
