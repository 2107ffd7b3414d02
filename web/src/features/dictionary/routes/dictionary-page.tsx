/** The city's dictionary: the standard's matters and its own, and which of them an event type is. */
import { PlusOutlined } from "@ant-design/icons";
import { Button, Checkbox, Segmented, Select } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Empty } from "@/components/empty";
import { ListPage } from "@/components/list-page";
import { OrganizationSelect } from "@/components/organization-select";
import { Page } from "@/components/page";
import { SearchField } from "@/components/search-field";
import { useMatterList } from "@/features/dictionary/api/dictionary";
import "@/features/dictionary/components/dictionary.css";
import { ExtensionForm } from "@/features/dictionary/components/extension-form";
import { MappingTable } from "@/features/dictionary/components/mapping-table";
import { useMatterColumns } from "@/features/dictionary/components/matter-columns";
import { MatterPanel } from "@/features/dictionary/components/matter-panel";
import { useAddress } from "@/lib/address";
import { useCity } from "@/lib/city";
import { useCan } from "@/lib/me";

const ROW_PX = 60;
const VIEWS = ["matters", "mappings"] as const;
const CLASSES = ["01", "02", "03", "04", "05", "06", "07", "08", "09", "10"] as const;

export function DictionaryPage() {
  const { t } = useTranslation();
  const { params, change } = useAddress();
  const { organization_id, offered, pending, isCity } = useCity(params.get("city"));
  const can = useCan();
  const view = VIEWS.find((each) => each === params.get("view")) ?? "matters";
  const filters = (
    <>
      {offered > 1 && <OrganizationSelect className="filter filter-wide" value={organization_id} fits={({ kind }) => kind === "city"} onChange={(city) => change({ city })} />}
      <Segmented
        aria-label={t("dictionary.view")}
        value={view}
        options={VIEWS.map((value) => ({ value, label: t(`dictionary.${value}`) }))}
        onChange={(next) => change({ view: next, matter: null })}
      />
    </>
  );
  if (organization_id === "") {
    return (
      <Page title={t("dictionary.title")}>
        <div className="page-body" aria-busy={pending}>
          {!pending && <Empty title={t("calendar.noCity")} />}
        </div>
      </Page>
    );
  }
  if (view === "mappings") {
    return (
      <Page title={t("dictionary.title")} filters={filters}>
        <MappingTable organizationId={organization_id} edits={isCity && can("matter.map")} />
      </Page>
    );
  }
  return <Matters key={organization_id} organizationId={organization_id} edits={isCity} filters={filters} />;
}

function Matters({ organizationId, edits, filters }: { organizationId: string; edits: boolean; filters: ReactNode }) {
  const { t } = useTranslation();
  const { params, change } = useAddress();
  const can = useCan();
  const [adding, setAdding] = useState(false);
  const wanted = { text: params.get("q"), class_code: CLASSES.find((each) => each === params.get("class")) ?? null, local: params.get("local") === "1" };
  const list = useMatterList(organizationId, wanted);
  const opened = list.rows.find(({ id }) => id === params.get("matter"));
  const classes = CLASSES.map((value) => ({ value, label: `${value} ${t(`dictionary.classes.${value}`)}` }));
  return (
    <ListPage
      title={t("dictionary.title")}
      list={list}
      columns={useMatterColumns()}
      rowHeight={ROW_PX}
      chosen={opened?.id ?? null}
      onOpen={({ id }) => change({ matter: id })}
      filters={
        <>
          {filters}
          <Select
            aria-label={t("dictionary.class")}
            className="filter filter-wide"
            value={wanted.class_code ?? ""}
            options={[{ value: "", label: t("dictionary.anyClass") }, ...classes]}
            onChange={(next) => change({ class: next })}
          />
          <Checkbox checked={wanted.local} onChange={(event) => change({ local: event.target.checked ? "1" : null })}>
            {t("dictionary.onlyLocal")}
          </Checkbox>
          <SearchField value={wanted.text} placeholder={t("dictionary.search")} onSearch={(q) => change({ q })} />
        </>
      }
      actions={
        edits && can("matter.create") ? (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
            {t("dictionary.add")}
          </Button>
        ) : undefined
      }
      empty={<Empty title={t("dictionary.empty")} hint={t("dictionary.emptyHint")} />}
    >
      {opened !== undefined && (
        <MatterPanel key={`${opened.id} ${opened.revision}`} organizationId={organizationId} row={opened} edits={edits && can("matter.update")} onClose={() => change({ matter: null })} />
      )}
      {adding && (
        <ExtensionForm
          organizationId={organizationId}
          classes={classes}
          onClose={(added) => {
            setAdding(false);
            if (added !== undefined) change({ class: null, q: added.code, local: null });
          }}
        />
      )}
    </ListPage>
  );
}
