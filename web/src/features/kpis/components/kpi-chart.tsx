/** Bars of three rates that say most; the table beneath says all in numbers. */
import { BarChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { type EChartsType, init, use as register } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { KpiRow } from "@/api/types";
import { useText } from "@/lib/text";

register([BarChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

const PARTS = [
  ["handled_in_time", "--accent-text"],
  ["closed_in_time", "--good"],
  ["reworked", "--risk"],
] as const;
const SHOWN = 20;
const LONG = 8;

export default function KpiChart({ rows }: { rows: readonly KpiRow[] }) {
  const { t } = useTranslation();
  const text = useText();
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(undefined);
  useEffect(() => {
    if (box.current === null) return;
    const made = init(box.current);
    chart.current = made;
    const watcher = new ResizeObserver(() => made.resize());
    watcher.observe(box.current);
    return () => {
      watcher.disconnect();
      made.dispose();
    };
  }, []);
  useEffect(() => {
    const paint = () => {
      const shown = rows.slice(0, SHOWN);
      const series = PARTS.map(([name, tone]) => ({ name: t(`kpis.rates.${name}`), colour: colour(tone), values: shown.map((row) => row.rates[name] ?? null) }));
      chart.current?.setOption(option(shown.map((row) => text(row, "name")), series), true);
    };
    paint();
    // The theme's colours stand in the root's style.
    const themes = new MutationObserver(paint);
    themes.observe(document.documentElement, { attributes: true, attributeFilter: ["style"] });
    return () => themes.disconnect();
  });
  return <div className="chart" ref={box} role="img" aria-label={t("kpis.chart")} />;
}

type Part = { name: string; colour: string; values: (number | null)[] };

function option(names: string[], parts: readonly Part[]) {
  const words = { color: colour("--text-2"), fontFamily: getComputedStyle(document.body).fontFamily };
  const percent = (value: unknown) => (typeof value === "number" ? `${(value * 100).toFixed(1)}%` : "–");
  return {
    animation: false,
    textStyle: words,
    grid: { left: 8, right: 8, top: 32, bottom: 8, containLabel: true },
    legend: { top: 0, left: 0, itemWidth: 12, itemHeight: 12, textStyle: words },
    // Rich text is drawn: the page's policy lets no markup bring styles of its own.
    tooltip: { trigger: "axis", renderMode: "richText", valueFormatter: percent, axisPointer: { type: "shadow" }, backgroundColor: colour("--surface"), borderColor: colour("--line-strong"), textStyle: words },
    xAxis: { type: "category", data: names, axisLabel: { ...words, interval: 0, rotate: names.length > LONG ? 30 : 0, width: 110, overflow: "truncate" }, axisLine: { lineStyle: { color: colour("--line-strong") } }, axisTick: { show: false } },
    yAxis: { type: "value", max: 1, axisLabel: { ...words, formatter: (value: number) => `${Math.round(value * 100)}%` }, splitLine: { lineStyle: { color: colour("--line") } } },
    series: parts.map((part) => ({ type: "bar", barMaxWidth: 18, name: part.name, data: part.values, itemStyle: { color: part.colour } })),
  };
}

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
