/** What the rows of the rule's form share. */
import { useTranslation } from "react-i18next";
import type { FieldFault } from "@/api/problem";
import type { EventRule, RuleOverrides } from "@/api/types";
import { faultAt } from "@/features/rules/api/faults";
import { type Field, own, type Where, withField } from "@/features/rules/api/override";

export type FormProps = {
  rule: RuleOverrides;
  where: Where;
  events: readonly EventRule[];
  edits: boolean;
  faults: readonly FieldFault[];
  onRule: (rule: RuleOverrides) => void;
};
/** What every row of a field says: its name, whether it was changed, what is wrong, the way back. */
export function useRow(field: Exclude<Field, "zones" | "masks" | "tripwires">, { rule, where, edits, faults, onRule }: FormProps) {
  const { t } = useTranslation();
  return {
    label: t(`rules.field.${field}`),
    hint: t(`rules.hint.${field}`),
    changed: own(rule, where, field) !== undefined,
    fault: faultAt(faults, where, field),
    onBack: edits ? () => onRule(withField(rule, where, field, undefined)) : undefined,
  };
}
