/** The parts of a rule that are on or off: keeping, area share, tracking, hours. */
import { Switch } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { inherited, type Part, usuals, type Value, valueAt, withField } from "@/features/rules/api/override";
import { FieldRow } from "@/features/rules/components/field-row";
import { NumberInput, useAmount } from "@/features/rules/components/number-input";
import { type FormProps, useRow } from "@/features/rules/components/row";
import { ScheduleField, useHours } from "@/components/schedule-field";

/** A part with its switch; `first` is what it is when it is switched on. */
function usePart<F extends Part>(field: F, first: NonNullable<Value<F>>, props: FormProps) {
  const { rule, where, events, edits, onRule } = props;
  const value = valueAt(rule, where, field, events);
  const usual = inherited(rule, where, field, events);
  const row = useRow(field, props);
  const set = (next: Value<F>) => onRule(withField(rule, where, field, next));
  // Off over a default that is off is no change at all.
  const toggle = (on: boolean) => onRule(withField(rule, where, field, on ? (usual ?? first) : usual === null ? undefined : null));
  const toggled = <Switch size="small" checked={value !== null} disabled={!edits} aria-label={row.label} onChange={toggle} />;
  const told = (words: (value: Value<F>) => string) => usuals(rule, where, field, events).map(words).join(" / ");
  return { value, told, row, set, toggled };
}

export function KeepPart(props: FormProps) {
  const { t } = useTranslation();
  const amount = useAmount();
  const { value, told, row, set, toggled } = usePart("keep_threshold", 0.3, props);
  return (
    <FieldRow {...row} usual={told((each) => amount(each, "score"))}>
      {toggled}
      {value !== null && <NumberInput label={t("rules.field.keep_threshold")} value={value} unit="score" disabled={!props.edits} onChange={set} />}
    </FieldRow>
  );
}

export function TrackingPart(props: FormProps) {
  const { t } = useTranslation();
  const amount = useAmount();
  const { value, told, row, set, toggled } = usePart("tracking", { reach_per_s: 0.1 }, props);
  return (
    <FieldRow {...row} usual={told((each) => amount(each && (each.reach_per_s ?? 0.1), "percentPerSecond"))}>
      {toggled}
      {value !== null && (
        <NumberInput label={t("rules.reach")} value={value.reach_per_s ?? 0.1} unit="percentPerSecond" min={0.01} disabled={!props.edits} onChange={(reach_per_s) => set({ reach_per_s })} />
      )}
    </FieldRow>
  );
}

export function CoveragePart(props: FormProps) {
  const { t } = useTranslation();
  const amount = useAmount();
  const { value, told, row, set, toggled } = usePart("coverage", { min_share: 0.1 }, props);
  const { edits } = props;
  return (
    <FieldRow {...row} usual={told((each) => amount(each?.min_share, "percent"))}>
      {toggled}
      {value !== null && (
        <div className="rule-part">
          <Named name={t("rules.coverage.min_share")}>
            <NumberInput label={t("rules.coverage.min_share")} value={value.min_share} unit="percent" disabled={!edits} onChange={(min_share) => set({ ...value, min_share })} />
          </Named>
          <Named name={t("rules.coverage.keep_share")}>
            <NumberInput label={t("rules.coverage.keep_share")} value={value.keep_share ?? value.min_share} unit="percent" disabled={!edits} onChange={(keep_share) => set({ ...value, keep_share })} />
          </Named>
          <Named name={t("rules.coverage.grows_by")}>
            <NumberInput label={t("rules.coverage.grows_by")} value={value.grows_by ?? 0} unit="percent" disabled={!edits} onChange={(grows_by) => set({ ...value, grows_by })} />
          </Named>
          <Named name={t("rules.coverage.within_s")}>
            <NumberInput label={t("rules.coverage.within_s")} value={value.within_s ?? 600} unit="seconds" min={1} disabled={!edits} onChange={(within_s) => set({ ...value, within_s })} />
          </Named>
        </div>
      )}
    </FieldRow>
  );
}

export function SchedulePart(props: FormProps) {
  const hours = useHours();
  const { value, told, row, set, toggled } = usePart("schedule", { windows: [{ days: ["workday"], begin: "08:00", end: "18:00" }] }, props);
  return (
    <FieldRow {...row} usual={told(hours)}>
      {toggled}
      {value !== null && <ScheduleField windows={value.windows} edits={props.edits} onChange={(windows) => set({ windows })} />}
    </FieldRow>
  );
}

function Named({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="rule-named">
      <span className="quiet">{name}</span>
      {children}
    </div>
  );
}
