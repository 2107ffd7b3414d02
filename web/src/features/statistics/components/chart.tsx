/** Bars of what became of events; the table beneath says the same in words and numbers. */
import { useTranslation } from "react-i18next";
import BarChart from "@/components/bar-chart";
import { type Drawn, PARTS } from "@/features/statistics/api/drawn";

const TONES = { confirmed: "--good", duplicates: "--accent-text", rejected: "--off", waiting: "--line-strong" } as const;

/** `named`: each bar is a thing of its own, and none may lack its name. */
export default function Chart({ bars, named }: { bars: readonly Drawn[]; named: boolean }) {
  const { t } = useTranslation();
  const parts = PARTS.map((part) => ({ name: t(`statistics.columns.${part}`), tone: TONES[part], outlined: part === "waiting", values: bars.map((one) => one[part]) }));
  return <BarChart label={t("statistics.chart")} names={bars.map(({ name }) => name)} parts={parts} named={named} />;
}
