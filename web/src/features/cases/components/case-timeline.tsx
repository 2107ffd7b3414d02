/** The way of a case, its last step first: what was done, by whom, with what. */
import { useTranslation } from "react-i18next";
import type { CaseAction, CaseStep } from "@/api/types";
import { When } from "@/components/when";
import { CaseState } from "@/features/cases/components/case-columns";
import { useText } from "@/lib/text";

export function CaseTimeline({ steps }: { steps: readonly CaseStep[] }) {
  const { t } = useTranslation();
  return (
    <ol className="case-timeline" reversed aria-label={t("cases.way")}>
      {[...steps].reverse().map((step) => (
        <li key={step.sequence} data-moves={step.from_state !== step.to_state}>
          <div className="case-step-head">
            <span className="strong">{t(`cases.action.${step.action as CaseAction}`)}</span>
            {step.from_state !== step.to_state && <CaseState state={step.to_state} />}
            <span className="case-step-at">
              <When at={step.at} />
            </span>
          </div>
          <StepFacts step={step} />
        </li>
      ))}
    </ol>
  );
}

function StepFacts({ step }: { step: CaseStep }) {
  const { t } = useTranslation();
  const text = useText();
  const facts = [
    step.by ?? step.receiver ?? t("cases.product"),
    step.unit !== null && `${t("cases.unit")}: ${text(step.unit, "name")}`,
    step.amount !== null && `+${step.amount}`,
    step.looks !== null && t("cases.looks", { count: step.looks }),
    step.photos.length > 0 && t("cases.photos.count", { count: step.photos.length }),
  ].filter(Boolean);
  return (
    <>
      <div className="quiet">{facts.join(" · ")}</div>
      {step.note !== "" && <p className="case-step-note">{step.note}</p>}
    </>
  );
}
