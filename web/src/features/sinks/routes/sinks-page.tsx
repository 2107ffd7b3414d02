/** Where messages about cases go. */
import { DeleteOutlined, PauseOutlined, PlayCircleOutlined, PlusOutlined } from "@ant-design/icons";
import { App, Button, Tooltip } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Sink } from "@/api/types";
import type { Column } from "@/components/data-list";
import { Empty } from "@/components/empty";
import { ListPage } from "@/components/list-page";
import { useTrouble } from "@/components/trouble";
import { useDropSink, useSinkList, useSwitchSink } from "@/features/sinks/api/sinks";
import { SinkForm } from "@/features/sinks/components/sink-form";
import { SinkPanel } from "@/features/sinks/components/sink-panel";
import { SinkState } from "@/features/sinks/components/sink-state";
import { useAddress } from "@/lib/address";
import { useCan } from "@/lib/me";

const ROW_PX = 56;

export function SinksPage() {
  const { t } = useTranslation();
  const can = useCan();
  const [adding, setAdding] = useState(false);
  const { params, change } = useAddress();
  const opened = params.get("sink");
  const list = useSinkList();
  const sink = list.rows.find(({ id }) => id === opened);
  const add = can("sink.create") && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
      {t("sinks.add")}
    </Button>
  );
  return (
    <ListPage
      title={t("sinks.title")}
      list={list}
      columns={useColumns()}
      rowHeight={ROW_PX}
      chosen={opened}
      onOpen={({ id }) => change({ sink: id })}
      actions={add}
      empty={
        <Empty title={t("sinks.empty")} hint={t("sinks.emptyHint")}>
          {add}
        </Empty>
      }
    >
      {adding && <SinkForm onClose={() => setAdding(false)} />}
      {sink !== undefined && <SinkPanel key={sink.id} sink={sink} onClose={() => change({ sink: null })} />}
    </ListPage>
  );
}

function useColumns(): Column<Sink>[] {
  const { t } = useTranslation();
  return [
    { key: "name", title: t("sinks.columns.name"), width: "minmax(160px, 1fr)", render: (sink) => <div className="clip strong">{sink.name}</div> },
    { key: "kind", title: t("sinks.columns.kind"), width: "140px", render: (sink) => t(`sinks.kind.${sink.kind}`) },
    {
      key: "url",
      title: t("sinks.columns.url"),
      width: "minmax(200px, 3fr)",
      render: (sink) => <code className="clip">{sink.url}</code>,
    },
    {
      key: "state",
      title: t("sinks.columns.state"),
      width: "minmax(180px, 1fr)",
      render: (sink) => <SinkState sink={sink} />,
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
