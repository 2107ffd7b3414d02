/** One sink: where it is, how it fares, and the log of what it was sent. */
import { SendOutlined } from "@ant-design/icons";
import { App, Button, Switch } from "antd";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import type { Sink } from "@/api/types";
import { SidePanel } from "@/components/side-panel";
import { useTrouble } from "@/components/trouble";
import { When } from "@/components/when";
import { hears } from "@/features/sinks/api/form";
import { useTellEscalations, useTrySink } from "@/features/sinks/api/sinks";
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
  const option = useOption();
  const options = Object.entries(sink.options).filter(([name]) => name !== "escalations");
  return (
    <dl className="facts">
      <dt>{t("sinks.columns.kind")}</dt>
      <dd>{t(`sinks.kind.${sink.kind}`)}</dd>
      <dt>{t("sinks.columns.url")}</dt>
      <dd>
        <code className="sink-url">{sink.url}</code>
      </dd>
      <dt>{t("sinks.audiences")}</dt>
      <dd>{sink.audiences.map((audience) => t(`sinks.audience.${audience}`)).join(" · ")}</dd>
      <dt>{t("sinks.columns.state")}</dt>
      <dd>
        <SinkState sink={sink} detailed />
      </dd>
      {options.map(([name, value]) => {
        const told = option(name, value);
        return (
          <Fragment key={name}>
            <dt>{told.name}</dt>
            <dd>{told.value}</dd>
          </Fragment>
        );
      })}
      {sink.kind !== "open311" && (
        <>
          <dt>{t("sinks.form.escalations")}</dt>
          <dd>
            <Escalations sink={sink} />
          </dd>
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

/** An option in words, as the form has it; what has no words of ours speaks for itself. */
function useOption(): (name: string, value: unknown) => { name: string; value: string } {
  const { t, i18n } = useTranslation();
  const said = (key: string, otherwise: string) => (i18n.exists(key) ? t(key as "sinks.form.mode") : otherwise);
  const plain = (value: unknown) => (typeof value === "string" || typeof value === "number" ? String(value) : JSON.stringify(value));
  return (name, value) => ({
    name: said(`sinks.form.${name === "poll_minutes" ? "poll" : name}`, name),
    value:
      typeof value === "boolean"
        ? t(value ? "common.yes" : "common.no")
        : Array.isArray(value)
          ? value.map(plain).join(", ")
          : said(`sinks.${name}.${plain(value)}`, plain(value)) + (name === "poll_minutes" ? ` ${t("sinks.form.minutes")}` : ""),
  });
}

function Escalations({ sink }: { sink: Sink }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const trouble = useTrouble();
  const tell = useTellEscalations(sink);
  const may = useCan()("sink.update");
  return (
    <Switch
      aria-label={t("sinks.form.escalations")}
      checked={hears(sink)}
      disabled={!may}
      loading={tell.isPending}
      onChange={(escalations) => tell.mutate(escalations, { onError: (error) => void message.error(trouble(error)) })}
    />
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
