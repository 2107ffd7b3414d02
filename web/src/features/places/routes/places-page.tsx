/** A city's districts, streets and grid cells: a list, a map of their outlines, and the import. */
import { DeleteOutlined, UploadOutlined } from "@ant-design/icons";
import { App, Button, Popconfirm, Segmented } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Place, PlaceKind } from "@/api/types";
import { type Column, DataList } from "@/components/data-list";
import { Empty } from "@/components/empty";
import { OrganizationSelect } from "@/components/organization-select";
import { Page, useCount } from "@/components/page";
import { SearchField } from "@/components/search-field";
import { Trouble, useTrouble } from "@/components/trouble";
import { useExtent, usePlaceList, useRemovePlace } from "@/features/places/api/places";
import { OutlineMap } from "@/features/places/components/outline-map";
import { PlaceImport } from "@/features/places/components/place-import";
import "@/features/places/components/places.css";
import { useAddress } from "@/lib/address";
import { useCity } from "@/lib/city";
import { useCan, useMe } from "@/lib/me";
import { useText } from "@/lib/text";

const KINDS = ["district", "street", "cell"] as const;
const ROW_PX = 44;

export function PlacesPage() {
  const { t } = useTranslation();
  const { params, change } = useAddress();
  const { organization_id, offered, pending } = useCity(params.get("city"));
  if (organization_id === "") {
    return (
      <Page title={t("places.title")}>
        <div className="page-body" aria-busy={pending}>
          {!pending && <Empty title={t("places.noCity")} />}
        </div>
      </Page>
    );
  }
  const city = offered > 1 && <OrganizationSelect className="filter filter-wide" value={organization_id} fits={({ kind }) => kind === "city"} onChange={(id) => change({ city: id, place: null })} />;
  return <Places key={organization_id} organization_id={organization_id} city={city} />;
}

function Places({ organization_id, city }: { organization_id: string; city: ReactNode }) {
  const { t } = useTranslation();
  const can = useCan();
  const { organization } = useMe();
  const { params, change } = useAddress();
  const kind: PlaceKind = KINDS.find((each) => each === params.get("kind")) ?? "district";
  const list = usePlaceList(organization_id, kind, params.get("q"));
  const extent = useExtent(organization_id).data;
  const [importing, setImporting] = useState(false);
  const count = useCount();
  const columns = useColumns();
  const imports = can("place.import") && (organization.kind === "city" || organization.kind === "operator");
  const chosen = list.rows.find(({ code }) => code === params.get("place")) ?? null;
  // What the map shows may be further down the list than was read: then it is searched for.
  const choose = (code: string) => change({ place: code, ...(list.rows.every((row) => row.code !== code) && { q: code }) });
  const action = imports && (
    <Button type="primary" icon={<UploadOutlined />} onClick={() => setImporting(true)}>
      {t("places.import")}
    </Button>
  );
  return (
    <Page
      title={t("places.title")}
      note={count(list.total)}
      actions={action}
      filters={
        <>
          {city}
          <Segmented aria-label={t("places.kindOf")} value={kind} options={KINDS.map((value) => ({ value, label: t(`places.kind.${value}`) }))} onChange={(value) => change({ kind: value, place: null })} />
          <SearchField key={kind} value={params.get("q")} placeholder={t("places.search")} onSearch={(q) => change({ q })} />
        </>
      }
    >
      {list.error !== null && list.rows.length === 0 ? (
        <div className="page-body">
          <Trouble error={list.error} onRetry={list.retry} />
        </div>
      ) : (
        <div className="places">
          <div className="places-list">
            <DataList
              label={t("places.title")}
              rows={list.rows}
              total={list.total?.count}
              hasMore={list.hasMore}
              onMore={list.loadMore}
              pending={list.pending}
              rowHeight={ROW_PX}
              columns={columns}
              chosen={chosen?.id ?? null}
              onOpen={({ code }) => change({ place: code })}
              empty={<Empty title={params.get("q") === null ? t("places.empty") : t("places.notFound")} hint={t("places.emptyHint")} />}
            />
          </div>
          {extent && <OutlineMap key={kind} organization_id={organization_id} kind={kind} extent={extent} chosen={chosen} onChoose={choose} />}
        </div>
      )}
      {importing && <PlaceImport organization_id={organization_id} onClose={() => setImporting(false)} />}
    </Page>
  );
}

function useColumns(): readonly Column<Place>[] {
  const { t } = useTranslation();
  const text = useText();
  const can = useCan();
  return [
    { key: "code", title: t("places.columns.code"), width: "150px", render: (row) => <span className="mono">{row.code}</span> },
    { key: "name", title: t("places.columns.name"), width: "minmax(120px, 1fr)", render: (row) => <span className="clip">{text(row, "name")}</span> },
    { key: "area", title: t("places.columns.area"), width: "110px", end: true, render: (row) => area(row.area_m2) },
    ...(can("place.delete") ? [{ key: "delete", title: "", width: "40px", render: (row: Place) => <Remove place={row} /> }] : []),
  ];
}

function Remove({ place }: { place: Place }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const text = useText();
  const tell = useTrouble();
  const remove = useRemovePlace();
  return (
    <Popconfirm
      title={t("places.removeSure", { name: text(place, "name") })}
      okText={t("places.remove")}
      cancelText={t("common.cancel")}
      onConfirm={() => remove.mutate(place.id, { onError: (error) => void message.error(tell(error)) })}
    >
      <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={t("places.removeOf", { name: text(place, "name") })} />
    </Popconfirm>
  );
}

/** Square kilometres, or hectares where that is little. */
function area(square_m: number): string {
  return square_m >= 1e6 ? `${(square_m / 1e6).toLocaleString("en", { maximumFractionDigits: 1 })} km²` : `${(square_m / 1e4).toLocaleString("en", { maximumFractionDigits: 1 })} ha`;
}
