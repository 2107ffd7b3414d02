/** The registry of resources: what there is, where, how many, whom to call. */
import { CheckCircleFilled, DeleteOutlined, PauseCircleOutlined, PlusOutlined, UploadOutlined } from "@ant-design/icons";
import { App, Button, Select, Tooltip } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Resource } from "@/api/types";
import type { Column } from "@/components/data-list";
import { Empty } from "@/components/empty";
import { ListPage } from "@/components/list-page";
import { StateTag } from "@/components/state-tag";
import { useTrouble } from "@/components/trouble";
import { type Kind, KINDS, useDropResource, useResourceList } from "@/features/resources/api/resources";
import { ImportDialog } from "@/features/resources/components/import-dialog";
import { ResourceForm } from "@/features/resources/components/resource-form";
import { useAddress } from "@/lib/address";
import { useCan } from "@/lib/me";

const ROW_PX = 52;
type Open = { form: Resource | null } | "import" | null;

export function ResourcesPage() {
  const { t } = useTranslation();
  const can = useCan();
  const [open, setOpen] = useState<Open>(null);
  const { params, change } = useAddress();
  const kind = KINDS.find((each) => each === params.get("kind")) ?? null;
  const list = useResourceList(kind);
  const close = () => setOpen(null);
  const actions = (
    <div className="actions">
      {can("resource.import") && (
        <Button icon={<UploadOutlined />} onClick={() => setOpen("import")}>
          {t("resources.import")}
        </Button>
      )}
      {can("resource.create") && (
        <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpen({ form: null })}>
          {t("resources.add")}
        </Button>
      )}
    </div>
  );
  const filters = (
    <Select allowClear className="filter" placeholder={t("resources.allKinds")} aria-label={t("resources.columns.kind")} value={kind} options={KINDS.map((value) => ({ value, label: t(`resources.kind.${value}`) }))} onChange={(next: Kind | undefined) => change({ kind: next ?? null })} />
  );
  return (
    <ListPage
      title={t("resources.title")}
      list={list}
      columns={useColumns()}
      rowHeight={ROW_PX}
      {...(can("resource.update") && { onOpen: (row: Resource) => setOpen({ form: row }) })}
      filters={filters}
      actions={actions}
      empty={<Empty title={t("resources.empty")} hint={t("resources.emptyHint")} />}
    >
      {open === "import" && <ImportDialog onClose={close} />}
      {open !== null && open !== "import" && <ResourceForm row={open.form} onClose={close} />}
    </ListPage>
  );
}

function useColumns(): Column<Resource>[] {
  const { t } = useTranslation();
  return [
    { key: "name", title: t("resources.columns.name"), width: "minmax(180px, 2fr)", render: (row) => <div className="clip strong">{row.name}</div> },
    { key: "kind", title: t("resources.columns.kind"), width: "120px", render: (row) => t(`resources.kind.${row.kind}`) },
    { key: "quantity", title: t("resources.columns.quantity"), width: "100px", render: (row) => `${row.quantity} ${row.unit}` },
    { key: "address", title: t("resources.columns.address"), width: "minmax(160px, 2fr)", render: (row) => <div className="clip">{row.address || "–"}</div> },
    {
      key: "contact",
      title: t("resources.columns.contact"),
      width: "minmax(140px, 1fr)",
      render: (row) => (
        <div className="two">
          <span>{row.contact || "–"}</span>
          <span className="quiet">{row.phone}</span>
        </div>
      ),
    },
    {
      key: "state",
      title: t("resources.columns.state"),
      width: "120px",
      render: (row) => (
        <StateTag tone={row.enabled ? "good" : "off"} icon={row.enabled ? <CheckCircleFilled /> : <PauseCircleOutlined />}>
          {row.enabled ? t("resources.ready") : t("resources.notReady")}
        </StateTag>
      ),
    },
    { key: "actions", title: "", width: "56px", end: true, render: (row) => <Drop row={row} /> },
  ];
}

function Drop({ row }: { row: Resource }) {
  const { t } = useTranslation();
  const can = useCan();
  const { message, modal } = App.useApp();
  const trouble = useTrouble();
  const drop = useDropResource();
  const ask = () =>
    modal.confirm({
      title: t("resources.deleteAsk", { name: row.name }),
      okText: t("common.delete"),
      okButtonProps: { danger: true },
      onOk: () => drop.mutateAsync(row).then(() => void message.success(t("resources.deleted")), (error: unknown) => void message.error(trouble(error))),
    });
  if (!can("resource.delete")) return null;
  return (
    <Tooltip title={t("common.delete")}>
      <Button type="text" aria-label={t("common.delete")} icon={<DeleteOutlined />} onClick={ask} />
    </Tooltip>
  );
}
