/** One sink: where it is, how it fares, and the log of what it was sent. */
import { SendOutlined } from "@ant-design/icons";
import { App, Button } from "antd";
import { useTranslation } from "react-i18next";
import type { Sink } from "@/api/types";
import { SidePanel } from "@/components/side-panel";
import { useTrouble } from "@/components/trouble";
import { When } from "@/components/when";
import { useTrySink } from "@/features/sinks/api/sinks";
import { DeliveryLog } from "@/features/sinks/components/delivery-log";
import { SinkState } from "@/features/sinks/components/sink-state";
import "@/features/sinks/components/sinks.css";
import { useCan } from "@/lib/me";
import { useWords } from "@/lib/text";

export function SinkPanel({ sink, onClose }: { sink: Sink; onClose: () => void }) {
  const { t } = useTranslation();
  const can = useCan();
  const head = (
    <div className="case-head">
      <h2>{sink.name}</h2>
      <SinkState sink={sink} />
    </div>
  );
  return (
    <SidePanel label={t("sinks.what")} medium head={head} actions={can("sink.test") && <TryButton sink={sink} />} onClose={onClose}>
      <Facts sink={sink} />
      {can("delivery.read") && <DeliveryLog key={sink.id} sink={sink} />}
    </SidePanel>
  );
}

function Facts({ sink }: { sink: Sink }) {
  const { t } = useTranslation();
  const words = useWords();
  const options = Object.entries(sink.options).map(([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`);
  return (
    <dl className="facts">
      <dt>{t("sinks.columns.kind")}</dt>
      <dd>{t(`sinks.kind.${sink.kind}`)}</dd>
      <dt>{t("sinks.columns.url")}</dt>
      <dd>
        <code className="sink-url">{sink.url}</code>
      </dd>
      <dt>{t("sinks.columns.state")}</dt>
      <dd>
        <SinkState sink={sink} detailed />
      </dd>
      {options.length > 0 && (
        <>
          <dt>{t("sinks.options")}</dt>
          <dd className="mono">{options.join(" · ")}</dd>
        </>
      )}
      {sink.reports_url !== null && (
        <>
          <dt>{t("sinks.reportsUrl")}</dt>
          <dd>
            <code className="sink-url">{sink.reports_url}</code>
          </dd>
        </>
      )}
      {sink.polled_at !== null && (
        <>
          <dt>{t("sinks.polled")}</dt>
          <dd>
            <When at={sink.polled_at} /> {sink.poll_error !== null && <span className="quiet">{words(sink.poll_error)}</span>}
          </dd>
        </>
      )}
    </dl>
  );
}

function TryButton({ sink }: { sink: Sink }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const trouble = useTrouble();
  const words = useWords();
  const trial = useTrySink();
  const go = () =>
    trial.mutate(sink.id, {
      onSuccess: ({ fate, reason, took_ms }) =>
        fate === "delivered"
          ? void message.success(t("sinks.tried", { ms: took_ms }))
          : void message.error(reason === null ? t("sinks.notTried") : t("sinks.triedInVain", { why: words(reason) })),
      onError: (error) => void message.error(trouble(error)),
    });
  return (
    <Button icon={<SendOutlined />} loading={trial.isPending} onClick={go}>
      {t("sinks.try")}
    </Button>
  );
}
