/** Where messages about cases go. */
import { ApiOutlined, DeleteOutlined, PauseCircleOutlined, PauseOutlined, PlayCircleOutlined, PlusOutlined } from "@ant-design/icons";
import { App, Button, Tooltip } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Sink } from "@/api/types";
import type { Column } from "@/components/data-list";
import { Empty } from "@/components/empty";
import { ListPage } from "@/components/list-page";
import { StateTag } from "@/components/state-tag";
import { useTrouble } from "@/components/trouble";
import { useDropSink, useSinkList, useSwitchSink } from "@/features/sinks/api/sinks";
import { SinkForm } from "@/features/sinks/components/sink-form";
import { useCan } from "@/lib/me";
import { useWords } from "@/lib/text";

const ROW_PX = 56;

export function SinksPage() {
  const { t } = useTranslation();
  const can = useCan();
  const [adding, setAdding] = useState(false);
  const add = can("sink.create") && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
      {t("sinks.add")}
    </Button>
  );
  return (
    <ListPage
      title={t("sinks.title")}
      list={useSinkList()}
      columns={useColumns()}
      rowHeight={ROW_PX}
      actions={add}
      empty={
        <Empty title={t("sinks.empty")} hint={t("sinks.emptyHint")}>
          {add}
        </Empty>
      }
    >
      {adding && <SinkForm onClose={() => setAdding(false)} />}
    </ListPage>
  );
}

function useColumns(): Column<Sink>[] {
  const { t } = useTranslation();
  const words = useWords();
  return [
    { key: "name", title: t("sinks.columns.name"), width: "minmax(160px, 1fr)", render: (sink) => <div className="clip strong">{sink.name}</div> },
    { key: "kind", title: t("sinks.columns.kind"), width: "120px", render: () => "CloudEvents" },
    {
      key: "url",
      title: t("sinks.columns.url"),
      width: "minmax(200px, 3fr)",
      render: (sink) => <code className="clip">{sink.url}</code>,
    },
    {
      key: "state",
      title: t("sinks.columns.state"),
      width: "minmax(120px, 1fr)",
      render: (sink) => (
        <div className="two">
          <StateTag tone={sink.enabled ? "good" : "off"} icon={sink.enabled ? <ApiOutlined /> : <PauseCircleOutlined />}>
            {sink.enabled ? t("sinks.enabled") : t("sinks.disabled")}
          </StateTag>
          {sink.disabled_reason !== null && <span className="quiet">{words(sink.disabled_reason)}</span>}
        </div>
      ),
    },
    { key: "actions", title: t("sinks.columns.actions"), width: "88px", end: true, render: (sink) => <Actions sink={sink} /> },
  ];
}

function Actions({ sink }: { sink: Sink }) {
  const { t } = useTranslation();
  const can = useCan();
  const { message, modal } = App.useApp();
  const trouble = useTrouble();
  const toggle = useSwitchSink();
  const drop = useDropSink();
  const tell = (error: unknown) => void message.error(trouble(error));
  const ask = () =>
    modal.confirm({
      title: t("sinks.deleteAsk", { name: sink.name }),
      content: t("sinks.deleteHint"),
      okText: t("common.delete"),
      okButtonProps: { danger: true },
      onOk: () => drop.mutateAsync(sink).then(() => void message.success(t("sinks.deleted", { name: sink.name })), tell),
    });
  const word = sink.enabled ? t("sinks.disable") : t("sinks.enable");
  return (
    <>
      {can("sink.update") && (
        <Tooltip title={word}>
          <Button
            type="text"
            aria-label={word}
            icon={sink.enabled ? <PauseOutlined /> : <PlayCircleOutlined />}
            loading={toggle.isPending}
            onClick={() => toggle.mutate(sink, { onError: tell })}
          />
        </Tooltip>
      )}
      {can("sink.delete") && (
        <Tooltip title={t("common.delete")}>
          <Button type="text" aria-label={t("common.delete")} icon={<DeleteOutlined />} onClick={ask} />
        </Tooltip>
      )}
    </>
  );
}
