/** Bars of what became of events; the table beneath says the same in words and numbers. */
import { BarChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { type EChartsType, init, use as register } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { type Drawn, PARTS } from "@/features/statistics/api/drawn";

register([BarChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

/** So many names have room beside each other. */
const FLAT = 10;
const COLOURS = { confirmed: "--good", duplicates: "--accent-text", rejected: "--off", waiting: "--line-strong" } as const;

/** `named`: each bar is a thing of its own, and none may lack its name. */
export default function Chart({ bars, named }: { bars: readonly Drawn[]; named: boolean }) {
  const { t } = useTranslation();
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
      const parts = PARTS.map((part) => ({ name: t(`statistics.columns.${part}`), colour: colour(COLOURS[part]), outlined: part === "waiting", values: bars.map((one) => one[part]) }));
      chart.current?.setOption(option(bars.map(({ name }) => name), parts, named), true);
    };
    paint();
    // The theme's colours stand in the root's style.
    const themes = new MutationObserver(paint);
    themes.observe(document.documentElement, { attributes: true, attributeFilter: ["style"] });
    return () => themes.disconnect();
  });
  return <div className="chart" ref={box} role="img" aria-label={t("statistics.chart")} />;
}

type Part = { name: string; colour: string; outlined: boolean; values: number[] };

function option(names: string[], parts: readonly Part[], named: boolean) {
  const words = { color: colour("--text-2"), fontFamily: getComputedStyle(document.body).fontFamily };
  return {
    animation: false,
    textStyle: words,
    grid: { left: 8, right: 8, top: 32, bottom: 8, containLabel: true },
    legend: { top: 0, left: 0, itemWidth: 12, itemHeight: 12, textStyle: words },
    // Rich text is drawn: the page's policy lets no markup bring styles of its own.
    tooltip: { trigger: "axis", renderMode: "richText", axisPointer: { type: "shadow" }, backgroundColor: colour("--surface"), borderColor: colour("--line-strong"), textStyle: words },
    xAxis: { type: "category", data: names, axisLabel: { ...words, ...(named && names.length > FLAT ? { interval: 0, rotate: 40, width: 96, overflow: "truncate" } : { hideOverlap: true }) }, axisLine: { lineStyle: { color: colour("--line-strong") } }, axisTick: { show: false } },
    yAxis: { type: "value", minInterval: 1, axisLabel: words, splitLine: { lineStyle: { color: colour("--line") } } },
    series: parts.map((part) => ({ type: "bar", stack: "all", barMaxWidth: 40, name: part.name, data: part.values, itemStyle: { color: part.colour, borderColor: colour("--off"), borderWidth: part.outlined ? 1 : 0 } })),
  };
}

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
