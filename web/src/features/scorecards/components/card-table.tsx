/** The figures in numbers; a row opens to the reasons of its false alarms. */
import { Table, type TableColumnsType, Tooltip } from "antd";
import { useTranslation } from "react-i18next";
import type { Scorecard, Scorecards } from "@/api/types";
import type { Way } from "@/features/scorecards/api/filters";
import { useZone } from "@/lib/me";
import { useText, useWords } from "@/lib/text";
import { absolute } from "@/lib/time";

export function CardTable({ cards }: { cards: Scorecards }) {
  const { t } = useTranslation();
  const name = useName(cards.by);
  const count = (key: "events" | "confirmed" | "auto" | "rejected" | "waiting") => ({
    key,
    title: t(`scorecards.columns.${key}`),
    align: "right" as const,
    render: (_: unknown, one: Scorecard) => one[key].toLocaleString("en"),
  });
  const columns: TableColumnsType<Scorecard> = [
    { key: "name", title: t(`scorecards.keys.${cards.by}`), fixed: "left", width: 200, ellipsis: true, render: (_, one) => name(one) },
    { key: "precision", title: t("scorecards.columns.precision"), align: "right", render: (_, one) => <Precision one={one} /> },
    count("events"),
    count("confirmed"),
    count("auto"),
    count("rejected"),
    { key: "alarms", title: t("scorecards.columns.alarms"), align: "right", render: (_, one) => (one.false_alarms_per_day === null ? "–" : one.false_alarms_per_day.toFixed(2)) },
    count("waiting"),
    { key: "hours", title: t("scorecards.columns.hours"), align: "right", render: (_, one) => hours(one.camera_hours) },
    { key: "looks", title: t("scorecards.columns.looks"), align: "right", render: (_, one) => one.looks.toLocaleString("en") },
    { key: "latency", title: t("scorecards.columns.latency"), align: "right", render: (_, one) => <Latency one={one} /> },
    { key: "availability", title: t("scorecards.columns.availability"), align: "right", render: (_, one) => <Availability one={one} /> },
    { key: "inTime", title: t("scorecards.columns.inTime"), align: "right", render: (_, one) => <InTime one={one} /> },
  ];
  return (
    <Table
      size="small"
      scroll={{ x: "max-content" }}
      rowKey={(one) => one.about ?? ""}
      columns={columns}
      dataSource={cards.rows}
      expandable={{ rowExpandable: (one) => one.reasons.length > 0, expandedRowRender: (one) => <Reasons one={one} /> }}
      pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
    />
  );
}

function useName(by: Way): (one: Scorecard) => string {
  const text = useText();
  const zone = useZone();
  return (one) => (by === "hour" && one.about !== null ? absolute(one.about, zone).slice(0, 16).replace("T", " ") : text(one, "name"));
}

/** Why people rejected events, the most frequent reason first. */
export function Reasons({ one }: { one: Scorecard }) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <dl className="reasons" aria-label={t("scorecards.reasons")}>
      {one.reasons.map((reason) => (
        <div key={reason.code}>
          <dt>{words(reason)}</dt>
          <dd>{reason.count.toLocaleString("en")}</dd>
        </div>
      ))}
    </dl>
  );
}

export function Precision({ one }: { one: Scorecard }) {
  if (one.precision === null) return <span className="quiet">–</span>;
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

function Latency({ one }: { one: Scorecard }) {
  if (one.latency_ms === null || one.latency_p95_ms === null) return <span className="quiet">–</span>;
  return (
    <>
      {milliseconds(one.latency_ms)} <span className="quiet">{milliseconds(one.latency_p95_ms)}</span>
    </>
  );
}

function Availability({ one }: { one: Scorecard }) {
  const { t } = useTranslation();
  if (one.availability === null) return <span className="quiet">–</span>;
  return <Tooltip title={t("scorecards.lost", { count: one.lost })}>{percent(one.availability, 2)}</Tooltip>;
}

function InTime({ one }: { one: Scorecard }) {
  const { t } = useTranslation();
  if (one.in_time === null) return <span className="quiet">–</span>;
  return <Tooltip title={t("scorecards.lateMissed", { late: one.late.toLocaleString("en"), missed: one.missed.toLocaleString("en") })}>{percent(one.in_time, 2)}</Tooltip>;
}

export function percent(share: number, places = 1): string {
  return `${(share * 100).toFixed(places)}%`;
}

export function hours(value: number): string {
  return value.toLocaleString("en", { maximumFractionDigits: value < 100 ? 1 : 0 });
}

export function milliseconds(value: number): string {
  return value < 1000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(1)} s`;
}
