/** The five time limits of a matter: an amount and the time in which it is counted. */
import { Form, InputNumber, Select, Space } from "antd";
import { useTranslation } from "react-i18next";
import type { Matter } from "@/api/types";

export const CLOCKS = ["intake", "dispatch", "handle", "check", "whole"] as const;
export const UNITS = ["hours", "working_hours", "working_days", "natural_days"] as const;
type Limits = Matter["limits"];
export type LimitValues = Record<(typeof CLOCKS)[number], { amount: number | null; unit: (typeof UNITS)[number] } | undefined>;

/** What stands in the fields; a limit without an amount is none. */
export function fieldsOf(limits: Limits): LimitValues {
  return Object.fromEntries(CLOCKS.map((clock) => [clock, limits[clock] ?? { amount: null, unit: "working_hours" as const }])) as LimitValues;
}

export function limitsOf(values: LimitValues): Limits {
  const given = CLOCKS.flatMap((clock) => {
    const one = values[clock];
    return one === undefined || one.amount === null ? [] : [[clock, { amount: one.amount, unit: one.unit }] as const];
  });
  return Object.fromEntries(given);
}

export function LimitFields() {
  const { t } = useTranslation();
  return (
    <>
      {CLOCKS.map((clock) => (
        <Form.Item key={clock} label={t(`cases.clock.${clock}`)}>
          <Space.Compact className="wide">
            <Form.Item name={["limits", clock, "amount"]} noStyle>
              <InputNumber min={0.5} max={1000} className="wide" aria-label={t(`cases.clock.${clock}`)} />
            </Form.Item>
            <Form.Item name={["limits", clock, "unit"]} noStyle>
              <Select className="limit-unit" aria-label={t("limits.title")} options={UNITS.map((unit) => ({ value: unit, label: t(`limits.unit.${unit}`) }))} />
            </Form.Item>
          </Space.Compact>
        </Form.Item>
      ))}
    </>
  );
}
