/** What a sink was sent: by state, each with its attempts, the dead ones to be sent again. */
import { ReloadOutlined } from "@ant-design/icons";
import { App, Button, Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Attempt, DeliveryRow, DeliveryState, Sink } from "@/api/types";
import { DeliveryTag } from "@/components/delivery-tag";
import { Trouble, useTrouble } from "@/components/trouble";
import { Ago, At, When } from "@/components/when";
import { useAttempts, useDeliveryLog, useReplay, useSendAgain } from "@/features/sinks/api/sinks";
import { useCan } from "@/lib/me";
import { useWords } from "@/lib/text";

const STATES: readonly DeliveryState[] = ["waiting", "retrying", "dead", "delivered"];

export function DeliveryLog({ sink }: { sink: Sink }) {
  const { t } = useTranslation();
  const [state, setState] = useState<DeliveryState | "all">("all");
  const options = [{ value: "all" as const, label: t("sinks.log.all") }, ...STATES.map((value) => ({ value, label: t(`cases.delivery.${value}`) }))];
  return (
    <section className="section">
      <div className="sink-log-head">
        <h2>{t("sinks.log.title")}</h2>
        <Segmented size="small" value={state} options={options} onChange={setState} aria-label={t("sinks.log.filter")} />
        {state === "dead" && <ReplayButton sink={sink} />}
      </div>
      <Rows key={state} sink={sink} state={state === "all" ? null : state} />
    </section>
  );
}

function Rows({ sink, state }: { sink: Sink; state: DeliveryState | null }) {
  const { t } = useTranslation();
  const list = useDeliveryLog(sink.id, state);
  const [opened, setOpened] = useState<string | null>(null);
  if (list.error !== null && list.rows.length === 0) return <Trouble error={list.error} onRetry={list.retry} />;
  if (!list.pending && list.rows.length === 0) return <p className="quiet">{t("sinks.log.empty")}</p>;
  return (
    <>
      <ul className="sink-log">
        {list.rows.map((row) => (
          <Row key={row.id} row={row} open={opened === row.id} onOpen={() => setOpened(opened === row.id ? null : row.id)} />
        ))}
      </ul>
      {list.hasMore && (
        <Button size="small" onClick={list.loadMore}>
          {t("sinks.log.more")}
        </Button>
      )}
    </>
  );
}

function Row({ row, open, onOpen }: { row: DeliveryRow; open: boolean; onOpen: () => void }) {
  const { t } = useTranslation();
  const stage = useStage();
  const words = useWords();
  const stuck = row.state === "dead" || row.state === "retrying";
  return (
    <li>
      <div className="sink-log-line">
        <button type="button" className="sink-log-open" aria-expanded={open} onClick={onOpen}>
          {row.case_number !== null && <span className="mono">{row.case_number}</span>}
          {row.emergency_id !== null && <span>{t("sinks.log.emergency")}</span>}
          <span className="quiet">{stage(row.message_type)}</span>
        </button>
        {row.event_id !== null && <code title={row.event_id}>{row.event_id.slice(-8)}</code>}
        <DeliveryTag state={row.state} />
        <span className="quiet">{t("cases.attempts", { count: row.attempts })}</span>
        {stuck && <AgainButton row={row} />}
      </div>
      <div className="quiet">
        <When at={row.delivered_at ?? row.created_at} />
        {row.receipt !== null && ` · ${t("sinks.log.receipt", { receipt: row.receipt })}`}
      </div>
      {row.state !== "delivered" && row.last_error !== null && (
        <div>
          {words(row.last_error)}{" "}
          {row.state === "retrying" && row.next_attempt_at !== null && (
            <span className="quiet">
              {t("cases.nextAttempt")} <Ago at={row.next_attempt_at} />
            </span>
          )}
        </div>
      )}
      {row.doubtful && <div className="quiet">{t("sinks.log.doubtful")}</div>}
      {open && <Attempts id={row.id} />}
    </li>
  );
}

/** What a message tells of, by its type: `algomart.case.closed.v1` is “closed”. */
function useStage() {
  const { t, i18n } = useTranslation();
  return (type: string) => {
    if (type === "algomart.event.escalated.v1") return t("review.escalated");
    const stage = type.split(".")[2] ?? type;
    const key = [`cases.state.${stage}`, `sinks.log.stage.${stage}`].find((each) => i18n.exists(each));
    return key === undefined ? stage : t(key as "cases.state.filed");
  };
}

function Attempts({ id }: { id: string }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useAttempts(id);
  if (error !== null) return <Trouble error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return null;
  if (data.items.length === 0) return <p className="quiet">{t("sinks.log.noAttempts")}</p>;
  return (
    <ol className="sink-attempts" aria-label={t("sinks.log.attempts")}>
      {data.items.map((attempt) => (
        <AttemptLine key={attempt.id} attempt={attempt} />
      ))}
    </ol>
  );
}

function AttemptLine({ attempt }: { attempt: Attempt }) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <li>
      <At at={attempt.at} /> <span className="strong">{t(`sinks.fate.${attempt.fate}`)}</span>{" "}
      <span className="quiet">
        {t("sinks.log.took", { ms: attempt.took_ms })}
        {attempt.messages > 1 && ` · ${t("sinks.log.digest", { count: attempt.messages })}`}
      </span>
      {attempt.reason !== null && <div className="quiet">{words(attempt.reason)}</div>}
    </li>
  );
}

function AgainButton({ row }: { row: DeliveryRow }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const trouble = useTrouble();
  const may = useCan()("delivery.retry");
  const again = useSendAgain();
  const go = () =>
    again.mutate(row.id, { onSuccess: () => void message.success(t("cases.retried")), onError: (error) => void message.error(trouble(error)) });
  if (!may) return null;
  return (
    <Button size="small" icon={<ReloadOutlined />} loading={again.isPending} onClick={go}>
      {t("cases.retry")}
    </Button>
  );
}

function ReplayButton({ sink }: { sink: Sink }) {
  const { t } = useTranslation();
  const { message, modal } = App.useApp();
  const trouble = useTrouble();
  const may = useCan()("delivery.retry");
  const replay = useReplay();
  const tell = (error: unknown) => void message.error(trouble(error));
  const ask = () =>
    modal.confirm({
      title: t("sinks.log.replayAsk", { name: sink.name }),
      content: t("sinks.log.replayHint"),
      okText: t("sinks.log.replay"),
      onOk: () => replay.mutateAsync(sink.id).then(({ messages }) => void message.success(t("sinks.log.replayed", { count: messages })), tell),
    });
  if (!may) return null;
  return (
    <Button size="small" icon={<ReloadOutlined />} loading={replay.isPending} onClick={ask}>
      {t("sinks.log.replay")}
    </Button>
  );
}
