/** A number with its unit; a share is shown in percent. */
import { InputNumber } from "antd";
import { useTranslation } from "react-i18next";

export type Unit = "seconds" | "pixels" | "percent" | "percentPerSecond" | "score" | "looks";
type Props = { label: string; value: number | null; unit: Unit; min?: number; max?: number; disabled?: boolean; onChange: (value: number) => void };

export function NumberInput({ label, value, unit, min = 0, max, disabled = false, onChange }: Props) {
  const { t } = useTranslation();
  const scale = scaleOf(unit);
  const top = max ?? TOPS[unit];
  return (
    <InputNumber
      className="rule-number"
      aria-label={label}
      value={value === null ? null : tidy(value * scale)}
      min={tidy(min * scale)}
      max={tidy(top * scale)}
      step={unit === "score" ? 0.05 : 1}
      disabled={disabled}
      suffix={unit === "score" ? undefined : t(`rules.unit.${unit}`)}
      onChange={(next) => next !== null && onChange(tidy(next / scale))}
    />
  );
}

const TOPS: Record<Unit, number> = { seconds: 86_400, pixels: 10_000, percent: 1, percentPerSecond: 2, score: 1, looks: 100 };
const scaleOf = (unit: Unit) => (unit === "percent" || unit === "percentPerSecond" ? 100 : 1);
const tidy = (value: number) => Math.round(value * 1e6) / 1e6;

/** A number in words, with its unit. */
export function useAmount(): (value: number | null | undefined, unit: Unit) => string {
  const { t } = useTranslation();
  return (value, unit) => {
    if (value === null || value === undefined) return t("rules.off");
    const number = tidy(value * scaleOf(unit));
    return unit === "score" ? String(number) : `${number} ${t(`rules.unit.${unit}`)}`;
  };
}
