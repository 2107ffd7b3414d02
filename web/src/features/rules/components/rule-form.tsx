/** The fields of a rule besides its shapes: for all event types, or for one of them. */
import { Select } from "antd";
import { useTranslation } from "react-i18next";
import type { EventRule } from "@/api/types";
import { faultAt } from "@/features/rules/api/faults";
import { type Field, thresholdOf, usuals, type Value, valueAt, withField, withThreshold } from "@/features/rules/api/override";
import { FieldRow } from "@/features/rules/components/field-row";
import { NumberInput, type Unit, useAmount } from "@/features/rules/components/number-input";
import { CoveragePart, KeepPart, SchedulePart, TrackingPart } from "@/features/rules/components/part-fields";
import { type FormProps, useRow } from "@/features/rules/components/row";
import { useText } from "@/lib/text";

type NumberField = { [F in Field]: number extends NonNullable<Value<F>> ? F : never }[Field];

export function RuleForm(props: FormProps) {
  const { t } = useTranslation();
  const { where, events } = props;
  const shown = events.filter(({ event_type }) => where === null || event_type === where);
  return (
    <div className="rule-form">
      <h2>{t("rules.group.surely")}</h2>
      {shown.map((event) => (
        <Threshold key={event.event_type} event={event} {...props} />
      ))}
      <KeepPart {...props} />
      <NumberRow field="min_area" unit="percent" {...props} />
      <NumberRow field="min_side_px" unit="pixels" {...props} />
      <h2>{t("rules.group.long")}</h2>
      <NumberRow field="k" unit="looks" min={1} {...props} />
      <NumberRow field="n" unit="looks" min={1} {...props} />
      <NumberRow field="dwell_s" unit="seconds" {...props} />
      <h2>{t("rules.group.where")}</h2>
      <ChoiceRow field="overlap" options={["foot", "share"]} {...props} />
      {valueAt(props.rule, where, "overlap", events) === "share" && <NumberRow field="overlap_share" unit="percent" min={0.01} {...props} />}
      <CoveragePart {...props} />
      <h2>{t("rules.group.which")}</h2>
      <TrackingPart {...props} />
      <h2>{t("rules.group.when")}</h2>
      <SchedulePart {...props} />
      <h2>{t("rules.group.after")}</h2>
      <NumberRow field="end_after_s" unit="seconds" min={1} {...props} />
      <NumberRow field="cooldown_s" unit="seconds" {...props} />
      <ChoiceRow field="severity" options={["critical", "major", "minor"]} {...props} />
    </div>
  );
}

function Threshold({ rule, event, edits, faults, onRule }: FormProps & { event: EventRule }) {
  const { t } = useTranslation();
  const text = useText();
  const amount = useAmount();
  const { value, changed } = thresholdOf(rule, event);
  const label = t("rules.threshold", { event: text(event, "title") });
  return (
    <FieldRow
      label={label}
      changed={changed}
      usual={amount(event.default.threshold, "score")}
      fault={faultAt(faults, null, `thresholds.${event.event_type}`)}
      onBack={edits ? () => onRule(withThreshold(rule, event.event_type, undefined)) : undefined}
    >
      <NumberInput label={label} value={value} unit="score" disabled={!edits} onChange={(next) => onRule(withThreshold(rule, event.event_type, next))} />
    </FieldRow>
  );
}

function NumberRow({ field, unit, min = 0, ...props }: FormProps & { field: NumberField; unit: Unit; min?: number }) {
  const { t } = useTranslation();
  const amount = useAmount();
  const { rule, where, events, edits, onRule } = props;
  return (
    <FieldRow {...useRow(field, props)} usual={usuals(rule, where, field, events).map((value) => amount(value, unit)).join(" / ")}>
      <NumberInput
        label={t(`rules.field.${field}`)}
        value={valueAt(rule, where, field, events)}
        unit={unit}
        min={min}
        disabled={!edits}
        onChange={(value) => onRule(withField(rule, where, field, value))}
      />
    </FieldRow>
  );
}

type ChoiceProps<F extends "overlap" | "severity"> = FormProps & { field: F; options: readonly NonNullable<Value<F>>[] };

function ChoiceRow<F extends "overlap" | "severity">({ field, options, ...props }: ChoiceProps<F>) {
  const { t } = useTranslation();
  const { rule, where, events, edits, onRule } = props;
  const name = (value: NonNullable<Value<F>>) => t(`rules.choice.${value}`);
  return (
    <FieldRow {...useRow(field, props)} usual={usuals(rule, where, field, events).map((value) => (value === null ? "–" : name(value))).join(" / ")}>
      <Select
        aria-label={t(`rules.field.${field}`)}
        className="rule-choice"
        disabled={!edits}
        value={valueAt(rule, where, field, events)}
        options={options.map((value) => ({ value, label: name(value) }))}
        onChange={(value) => onRule(withField(rule, where, field, value))}
      />
    </FieldRow>
  );
}
