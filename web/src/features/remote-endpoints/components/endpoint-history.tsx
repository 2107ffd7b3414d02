/** What became of an endpoint: who registered, moved, let in, refused, agreed or took back, when, at which address and why. */
import { CheckCircleFilled, CloseCircleFilled, DeleteOutlined, KeyOutlined, PlusCircleOutlined, RollbackOutlined, SwapOutlined } from "@ant-design/icons";
import { Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { EndpointStep } from "@/api/types";
import { Loading } from "@/components/loading";
import { StateTag, type Tone } from "@/components/state-tag";
import { Trouble } from "@/components/trouble";
import { When } from "@/components/when";
import { useEndpointHistory } from "@/features/remote-endpoints/api/endpoints";
import { useText } from "@/lib/text";

const LOOKS: Record<EndpointStep["action"], { tone: Tone; icon: ReactNode }> = {
  register: { tone: "plain", icon: <PlusCircleOutlined /> },
  move: { tone: "risk", icon: <SwapOutlined /> },
  renew: { tone: "plain", icon: <KeyOutlined /> },
  remove: { tone: "off", icon: <DeleteOutlined /> },
  approve: { tone: "good", icon: <CheckCircleFilled /> },
  refuse: { tone: "act", icon: <CloseCircleFilled /> },
  withdraw: { tone: "act", icon: <RollbackOutlined /> },
  agree: { tone: "good", icon: <CheckCircleFilled /> },
  take_back: { tone: "risk", icon: <RollbackOutlined /> },
};

export function EndpointHistory({ id }: { id: string }) {
  const { t } = useTranslation();
  const { data, error, refetch, isPending, hasNextPage, isFetchingNextPage, fetchNextPage } = useEndpointHistory(id);
  const steps = data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <section className="section">
      <h2>{t("remote.history")}</h2>
      <p className="quiet">{t("remote.historyHint")}</p>
      {error !== null && <Trouble error={error} onRetry={() => void refetch()} />}
      {isPending && <Loading />}
      {data !== undefined && steps.length === 0 && <p className="quiet">{t("remote.historyEmpty")}</p>}
      <ol className="remote-history">
        {steps.map((step) => (
          <Step key={step.id} step={step} />
        ))}
      </ol>
      {hasNextPage && (
        <Button className="link-button" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t("remote.historyMore")}
        </Button>
      )}
    </section>
  );
}

function Step({ step }: { step: EndpointStep }) {
  const { t } = useTranslation();
  const text = useText();
  const { tone, icon } = LOOKS[step.action];
  return (
    <li>
      <StateTag tone={tone} icon={icon}>
        {t(`remote.step.${step.action}`)}
      </StateTag>
      <When at={step.at} />
      <span className="remote-step">
        {text(step, "organization")}
        {step.by !== null && ` · ${step.by}`}
      </span>
      <code className="quiet remote-step">{step.url}</code>
      {step.reason !== null && <span className="remote-step remote-reason">{step.reason}</span>}
    </li>
  );
}
