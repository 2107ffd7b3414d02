/** Bars of three rates that say most; the table beneath says all in numbers. */
import { useTranslation } from "react-i18next";
import type { KpiRow } from "@/api/types";
import BarChart from "@/components/bar-chart";
import { useText } from "@/lib/text";

const PARTS = [
  ["handled_in_time", "--accent-text"],
  ["closed_in_time", "--good"],
  ["reworked", "--risk"],
] as const;
const SHOWN = 20;

export default function KpiChart({ rows }: { rows: readonly KpiRow[] }) {
  const { t } = useTranslation();
  const text = useText();
  const shown = rows.slice(0, SHOWN);
  const parts = PARTS.map(([name, tone]) => ({ name: t(`kpis.rates.${name}`), tone, values: shown.map((row) => row.rates[name] ?? null) }));
  return <BarChart label={t("kpis.chart")} names={shown.map((row) => text(row, "name"))} parts={parts} shares named />;
}
