/** What it comes to before it is done: which cameras do not fit, what it takes, whether it must be asked for. */
import { Alert, App, Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { problemOf } from "@/api/problem";
import type { Algorithm, SubscriptionsPlan } from "@/api/types";
import { Loading } from "@/components/loading";
import { Trouble, useTrouble } from "@/components/trouble";
import { type Draft, requestOf } from "@/features/subscriptions/api/draft";
import { isFresh, useCheck, useSubscribeMany } from "@/features/subscriptions/api/subscribing";
import { CheckTable } from "@/features/subscriptions/components/check-table";
import { CostFigures } from "@/features/subscriptions/components/cost-figures";
import { useWords } from "@/lib/text";

type Props = { draft: Draft; algorithm: Algorithm; onBack: () => void; onDone: (path: string) => void };

export function StepCheck({ draft, algorithm, onBack, onDone }: Props) {
  const { t } = useTranslation();
  const [dropped, setDropped] = useState<ReadonlySet<string>>(new Set());
  const asked = requestOf(draft, algorithm.id);
  const all = useCheck(asked);
  const kept = all.data?.cameras.filter((camera) => isFresh(camera) && !dropped.has(camera.id)).map(({ id }) => id) ?? [];
  const rest = { ...asked, camera_ids: kept, filters: [] };
  const fewer = useCheck(rest, dropped.size > 0 && kept.length > 0);
  if (all.error !== null) {
    return (
      <div className="subscribe-body">
        {problemOf(all.error).code === "endpoint_not_agreed" ? <NotAgreed algorithm={algorithm.id} /> : <Trouble error={all.error} onRetry={() => void all.refetch()} />}
        <Button onClick={onBack}>{t("subscribe.back")}</Button>
      </div>
    );
  }
  if (all.data === undefined) return <Loading />;
  const plan = dropped.size > 0 && kept.length > 0 ? fewer.data : all.data;
  return (
    <>
      <div className="subscribe-check">
        <CheckTable cameras={all.data.cameras} dropped={dropped} onDrop={setDropped} />
        <aside className="subscribe-cost" aria-label={t("subscribe.cost")} aria-busy={fewer.isFetching}>
          {plan !== undefined && kept.length > 0 && <CostFigures plan={plan} />}
        </aside>
      </div>
      <Confirm key={plan !== undefined && asks(plan) ? "asks" : "free"} plan={plan} request={rest} count={kept.length} onBack={onBack} onDone={onDone} />
    </>
  );
}

function asks({ exceeded, consents }: SubscriptionsPlan): boolean {
  return exceeded !== null || consents.length > 0;
}

/** Pictures would leave the platform: agreeing comes first. */
function NotAgreed({ algorithm }: { algorithm: string }) {
  const { t } = useTranslation();
  const hint = (
    <>
      <p>{t("leaves.firstHint")}</p>
      <Link to={`/algorithms?algorithm=${algorithm}`}>{t("leaves.toAlgorithm")}</Link>
    </>
  );
  return <Alert className="subscribe-first" type="error" showIcon title={t("leaves.first")} description={hint} />;
}

type Asking = { plan: SubscriptionsPlan | undefined; request: ReturnType<typeof requestOf>; count: number } & Pick<Props, "onBack" | "onDone">;

function Confirm({ plan, request, count, onBack, onDone }: Asking) {
  const { t, i18n } = useTranslation();
  const words = useWords();
  const trouble = useTrouble();
  const { message } = App.useApp();
  const subscribe = useSubscribeMany();
  const [reason, setReason] = useState("");
  const over = plan?.exceeded ?? null;
  const asked = plan !== undefined && asks(plan);
  const shown = count.toLocaleString(i18n.language);
  const send = () =>
    subscribe.mutate(!asked ? request : { ...request, reason: reason.trim() }, {
      onSuccess: ({ created, approval_id }) => {
        void message.success(approval_id === null ? t("subscribe.done", { count: created, shown: created.toLocaleString(i18n.language) }) : t("subscribe.asked"));
        onDone(approval_id === null ? "/subscriptions" : `/approvals?approval=${approval_id}`);
      },
      onError: (error) => void message.error(trouble(error)),
    });
  return (
    <footer className="subscribe-foot">
      <Button onClick={onBack}>{t("subscribe.back")}</Button>
      {asked && <Input className="subscribe-reason" aria-label={t("subscribe.reason")} placeholder={t("subscribe.reason")} maxLength={500} value={reason} onChange={({ target }) => setReason(target.value)} />}
      <Button type="primary" loading={subscribe.isPending} disabled={count === 0 || plan === undefined || (asked && reason.trim() === "")} onClick={send}>
        {t(asked ? "subscribe.ask" : "subscribe.confirm", { count, shown })}
      </Button>
      <span className="quiet" role="status">
        {count === 0 ? t("subscribe.nothingLeft") : over !== null ? words(over) : t(asked ? "subscribe.consentAll" : "subscribe.allOrNone")}
      </span>
    </footer>
  );
}
