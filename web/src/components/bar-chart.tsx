/** Bars of some parts of things that have names, piled up or side by side; a table beside it says the same in numbers. */
import { BarChart as Bars } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { type EChartsType, init, use as register } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";
import "@/components/bar-chart.css";

register([Bars, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

/** So many names have room beside each other. */
const FLAT = 8;
const [PILED_PX, BESIDE_PX] = [40, 18];

/** One colour of bars; `tone` is a colour of the theme, such as `--good`. */
export type Part = { name: string; tone: string; values: readonly (number | null)[]; outlined?: boolean };
type Props = {
  label: string;
  names: readonly string[];
  parts: readonly Part[];
  /** Values are shares of 1, side by side; else they are counts, piled up. */
  shares?: boolean;
  /** Each bar is a thing of its own, and none may lack its name. */
  named?: boolean;
};

export default function BarChart({ label, names, parts, shares = false, named = false }: Props) {
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
    const paint = () => chart.current?.setOption(option(names, parts, shares, named), true);
    paint();
    // The theme's colours stand in the root's style.
    const themes = new MutationObserver(paint);
    themes.observe(document.documentElement, { attributes: true, attributeFilter: ["style"] });
    return () => themes.disconnect();
  });
  return <div className="chart" ref={box} role="img" aria-label={label} />;
}

function option(names: readonly string[], parts: readonly Part[], shares: boolean, named: boolean) {
  const words = { color: colour("--text-2"), fontFamily: getComputedStyle(document.body).fontFamily };
  const percent = (value: unknown) => (typeof value === "number" ? `${(value * 100).toFixed(1)}%` : "–");
  const leaning = named && names.length > FLAT ? { interval: 0, rotate: 40, width: 96, overflow: "truncate" } : { hideOverlap: true };
  const scale = shares ? { max: 1, axisLabel: { ...words, formatter: (value: number) => `${Math.round(value * 100)}%` } } : { minInterval: 1, axisLabel: words };
  const bars = shares ? { barMaxWidth: BESIDE_PX } : { barMaxWidth: PILED_PX, stack: "all" };
  return {
    animation: false,
    textStyle: words,
    grid: { left: 8, right: 8, top: 32, bottom: 8, containLabel: true },
    legend: { top: 0, left: 0, itemWidth: 12, itemHeight: 12, textStyle: words },
    // Rich text is drawn: the page's policy lets no markup bring styles of its own.
    tooltip: { trigger: "axis", renderMode: "richText", ...(shares && { valueFormatter: percent }), axisPointer: { type: "shadow" }, backgroundColor: colour("--surface"), borderColor: colour("--line-strong"), textStyle: words },
    xAxis: { type: "category", data: [...names], axisLabel: { ...words, ...leaning }, axisLine: { lineStyle: { color: colour("--line-strong") } }, axisTick: { show: false } },
    yAxis: { type: "value", ...scale, splitLine: { lineStyle: { color: colour("--line") } } },
    series: parts.map((part) => ({ type: "bar", ...bars, name: part.name, data: [...part.values], itemStyle: { color: colour(part.tone), borderColor: colour("--off"), borderWidth: part.outlined === true ? 1 : 0 } })),
  };
}

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
