/** Who is responsible for which matters where: an organization's table of rules. */
import { DeleteOutlined, DownloadOutlined, PlusOutlined, UploadOutlined } from "@ant-design/icons";
import { App, Button, Popconfirm } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Responsibility } from "@/api/types";
import type { Column } from "@/components/data-list";
import { Empty } from "@/components/empty";
import { ListPage } from "@/components/list-page";
import { OrganizationSelect } from "@/components/organization-select";
import { KindTag } from "@/components/organization-tags";
import { Page } from "@/components/page";
import { useTrouble } from "@/components/trouble";
import { exportAddress, useRemoveResponsibility, useResponsibilityList } from "@/features/responsibilities/api/responsibilities";
import { ResponsibilityForm } from "@/features/responsibilities/components/responsibility-form";
import { RulesImport } from "@/features/responsibilities/components/rules-import";
import { useAddress } from "@/lib/address";
import { useCity } from "@/lib/city";
import { useCan } from "@/lib/me";
import { useText } from "@/lib/text";

const ROW_PX = 48;
const KEEPERS = ["city", "district", "department"];

export function ResponsibilitiesPage() {
  const { t } = useTranslation();
  const { params } = useAddress();
  const { organization_id, pending } = useCity(params.get("of"));
  if (organization_id !== "") return <Rules key={organization_id} organization_id={organization_id} />;
  return (
    <Page title={t("responsibilities.title")}>
      <div className="page-body" aria-busy={pending}>
        {!pending && <Empty title={t("responsibilities.noCity")} />}
      </div>
    </Page>
  );
}

function Rules({ organization_id }: { organization_id: string }) {
  const { t } = useTranslation();
  const edits = useCan()("responsibility.update");
  const { change } = useAddress();
  const list = useResponsibilityList(organization_id);
  const [open, setOpen] = useState<"form" | "import" | null>(null);
  const close = () => setOpen(null);
  const actions = (
    <div className="actions">
      {edits && (
        <Button icon={<UploadOutlined />} onClick={() => setOpen("import")}>
          {t("responsibilities.import")}
        </Button>
      )}
      <a href={exportAddress(organization_id)} download>
        <Button icon={<DownloadOutlined />} tabIndex={-1}>
          {t("responsibilities.export")}
        </Button>
      </a>
      {edits && (
        <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpen("form")}>
          {t("responsibilities.add")}
        </Button>
      )}
    </div>
  );
  return (
    <ListPage
      title={t("responsibilities.title")}
      list={list}
      columns={useColumns(edits)}
      rowHeight={ROW_PX}
      filters={<OrganizationSelect className="filter filter-wide" value={organization_id} fits={({ kind }) => KEEPERS.includes(kind)} onChange={(of) => change({ of })} />}
      actions={actions}
      empty={<Empty title={t("responsibilities.empty")} hint={t("responsibilities.emptyHint")} />}
    >
      {open === "form" && <ResponsibilityForm organization_id={organization_id} onClose={close} />}
      {open === "import" && <RulesImport organization_id={organization_id} onClose={close} />}
    </ListPage>
  );
}

function useColumns(edits: boolean): readonly Column<Responsibility>[] {
  const { t } = useTranslation();
  const text = useText();
  return [
    { key: "matter", title: t("responsibilities.columns.matter"), width: "minmax(120px, 180px)", render: (row) => (row.matter === "" ? t("responsibilities.everyMatter") : <Matter code={row.matter} />) },
    { key: "area", title: t("responsibilities.columns.area"), width: "minmax(200px, 1fr)", render: (row) => (row.area === "" ? t("responsibilities.everywhere") : <Area rule={row} />) },
    {
      key: "unit",
      title: t("responsibilities.columns.unit"),
      width: "minmax(200px, 1fr)",
      render: ({ unit }) => (
        <>
          <span className="clip">{text(unit, "name")}</span> <KindTag kind={unit.kind} />
        </>
      ),
    },
    ...(edits ? [{ key: "delete", title: "", width: "48px", render: (row: Responsibility) => <Remove rule={row} /> }] : []),
  ];
}

function Matter({ code }: { code: string }) {
  const { t } = useTranslation();
  return code.length === 2 ? (
    <>
      <span className="mono">{code}</span> <span className="quiet">{t("responsibilities.classOf")}</span>
    </>
  ) : (
    <span className="mono">{code}</span>
  );
}

function Area({ rule }: { rule: Responsibility }) {
  const text = useText();
  const name = text(rule, "area");
  return (
    <span className="clip">
      {name !== rule.area && `${name} `}
      <span className="mono quiet">{rule.area}</span>
    </span>
  );
}

function Remove({ rule }: { rule: Responsibility }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const tell = useTrouble();
  const remove = useRemoveResponsibility();
  return (
    <Popconfirm
      title={t("responsibilities.removeSure")}
      okText={t("responsibilities.remove")}
      cancelText={t("common.cancel")}
      onConfirm={() => remove.mutate(rule.id, { onError: (error) => void message.error(tell(error)) })}
    >
      <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={t("responsibilities.removeOf", { matter: rule.matter || t("responsibilities.everyMatter"), area: rule.area || t("responsibilities.everywhere") })} />
    </Popconfirm>
  );
}
