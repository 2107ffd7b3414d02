/** Subscribing in four steps: cameras, how often and when, where and how surely, a check before it is done. */
import { Button, Steps } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation, useNavigate } from "react-router";
import { LeavesPlatform } from "@/components/leaves-platform";
import { Page } from "@/components/page";
import { useGoods, useVersions } from "@/features/subscriptions/api/subscriptions";
import { begun, type Draft } from "@/features/subscriptions/api/draft";
import { atMost, handedOver } from "@/features/subscriptions/api/picked";
import { GoodsChoice } from "@/features/subscriptions/components/goods-choice";
import { StepCameras } from "@/features/subscriptions/components/step-cameras";
import { StepCheck } from "@/features/subscriptions/components/step-check";
import { StepInterval } from "@/features/subscriptions/components/step-interval";
import { StepRule } from "@/features/subscriptions/components/step-rule";
import "@/features/subscriptions/components/subscribe.css";
import { useAddress } from "@/lib/address";
import { useUnsaved } from "@/lib/unsaved";

const STEPS = ["cameras", "interval", "rule", "check"] as const;

export function SubscribePage() {
  const { t } = useTranslation();
  const { params, change } = useAddress();
  const { state } = useLocation() as { state: unknown };
  const [draft, setDraft] = useState<Draft>(() => first(params, state));
  const [step, setStep] = useState(0);
  const navigate = useNavigate();
  const done = useRef(false);
  useUnsaved(() => !done.current && atMost(draft.picked) > 0);
  const goods = useGoods();
  const algorithm = goods.find(({ id }) => id === draft.algorithm);
  const detail = useVersions(draft.algorithm ?? undefined);
  const lacking = algorithm === undefined ? t("subscribe.noAlgorithm") : atMost(draft.picked) === 0 ? t("subscribe.noCamera") : null;
  const put = (changes: Partial<Draft>) => setDraft((before) => ({ ...before, ...changes }));
  const choice = (
    <GoodsChoice
      goods={goods}
      draft={draft}
      onChange={(next) => {
        setDraft(next);
        change({ algorithm: next.algorithm });
      }}
    />
  );
  const leave = (path: string) => {
    done.current = true;
    void navigate(path);
  };
  const last = step === STEPS.length - 1;
  return (
    <Page title={t("subscribe.title")} filters={choice}>
      <div className="subscribe">
        {detail !== undefined && <LeavesPlatform algorithm={detail} meant={draft.meant} banner />}
        <Steps size="small" className="subscribe-steps" current={step} onChange={(next) => (lacking === null || next === 0) && setStep(next)} items={STEPS.map((name) => ({ title: t(`subscribe.step.${name}`), disabled: lacking !== null && name !== "cameras" }))} />
        {step === 0 && <StepCameras picked={draft.picked} onChange={(picked) => put({ picked })} />}
        {step === 1 && algorithm !== undefined && <StepInterval draft={draft} algorithm={algorithm} onChange={put} />}
        {step === 2 && algorithm !== undefined && <StepRule draft={draft} algorithm={algorithm} onChange={put} />}
        {last && algorithm !== undefined && <StepCheck draft={draft} algorithm={algorithm} onBack={() => setStep(step - 1)} onDone={leave} />}
        {!last && (
          <footer className="subscribe-foot">
            {step > 0 && <Button onClick={() => setStep(step - 1)}>{t("subscribe.back")}</Button>}
            <Button type="primary" disabled={lacking !== null} onClick={() => setStep(step + 1)}>
              {t("subscribe.next", { step: t(`subscribe.step.${STEPS[step + 1] ?? "check"}`) })}
            </Button>
            <span className="quiet" role="status">
              {lacking}
            </span>
          </footer>
        )}
      </div>
    </Page>
  );
}

/** What the address and the page before say. */
function first(params: URLSearchParams, state: unknown): Draft {
  const camera = params.get("camera");
  const handed = handedOver(state);
  return begun(params.get("algorithm"), camera === null ? handed : { ...handed, ids: [...handed.ids, camera] });
}
