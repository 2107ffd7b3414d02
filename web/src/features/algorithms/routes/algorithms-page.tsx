/** The shelf of the supermarket. */
import { Select } from "antd";
import { useTranslation } from "react-i18next";
import type { Algorithm, ShelfChoices } from "@/api/types";
import type { Column } from "@/components/data-list";
import { Empty } from "@/components/empty";
import { ListPage } from "@/components/list-page";
import { RemoteTag } from "@/components/remote-tag";
import { SearchField } from "@/components/search-field";
import { RUNS, type ShelfFilter, useShelf, useShelfChoices } from "@/features/algorithms/api/algorithms";
import { AlgorithmDrawer } from "@/features/algorithms/components/algorithm-drawer";
import { VersionState } from "@/features/algorithms/components/version-state";
import { useAddress } from "@/lib/address";
import { useText } from "@/lib/text";

const ROW_PX = 64;

export function AlgorithmsPage() {
  const { t } = useTranslation();
  const { params, change } = useAddress();
  const opened = params.get("algorithm");
  const filter = { q: params.get("q"), type: params.get("type"), vendor: params.get("vendor"), runs: RUNS.find((each) => each === params.get("runs")) ?? null };
  const sought = Object.values(filter).some((value) => value !== null);
  return (
    <ListPage
      title={t("algorithms.title")}
      list={useShelf(filter)}
      filters={<ShelfFilters filter={filter} change={change} />}
      columns={useColumns()}
      rowHeight={ROW_PX}
      chosen={opened}
      onOpen={({ id }) => change({ algorithm: id })}
      empty={sought ? <Empty title={t("algorithms.notFound")} hint={t("algorithms.notFoundHint")} /> : <Empty title={t("algorithms.empty")} hint={t("algorithms.emptyHint")} />}
    >
      {opened !== null && <AlgorithmDrawer id={opened} onClose={() => change({ algorithm: null })} />}
    </ListPage>
  );
}

type FiltersProps = { filter: ShelfFilter; change: (changes: Record<string, string | null>) => void };

function ShelfFilters({ filter, change }: FiltersProps) {
  const { t } = useTranslation();
  const text = useText();
  const { data } = useShelfChoices();
  const options = (any: string, rows: ShelfChoices["vendors"] = []) => [{ value: "", label: any }, ...rows.map((row) => ({ value: row.id, label: `${text(row, "title")} (${row.count})` }))];
  return (
    <>
      <SearchField value={filter.q} placeholder={t("algorithms.search")} onSearch={(q) => change({ q })} />
      <Select
        aria-label={t("algorithms.columns.events")}
        className="filter"
        popupMatchSelectWidth={false}
        value={filter.type ?? ""}
        options={options(t("algorithms.anyEvent"), data?.event_types)}
        onChange={(type) => change({ type: type || null })}
      />
      <Select
        aria-label={t("algorithms.columns.vendor")}
        className="filter"
        popupMatchSelectWidth={false}
        value={filter.vendor ?? ""}
        options={options(t("algorithms.anyVendor"), data?.vendors)}
        onChange={(vendor) => change({ vendor: vendor || null })}
      />
      {(filter.runs !== null || data?.runs.some(({ id }) => id === "vendor") === true) && (
        <Select
          aria-label={t("algorithms.whereItRuns")}
          className="filter"
          popupMatchSelectWidth={false}
          value={filter.runs ?? ""}
          options={options(t("algorithms.anywhere"), data?.runs)}
          onChange={(runs) => change({ runs: runs || null })}
        />
      )}
    </>
  );
}

function useColumns(): Column<Algorithm>[] {
  const { t } = useTranslation();
  const text = useText();
  return [
    {
      key: "name",
      title: t("algorithms.columns.name"),
      width: "minmax(200px, 4fr)",
      render: (row) => (
        <div className="two">
          <span className="named">
            <span className="strong">{text(row, "title")}</span>
            <RemoteTag remote={row.stable?.remote ?? null} />
          </span>
          <span className="quiet">{text(row, "summary")}</span>
        </div>
      ),
    },
    {
      key: "events",
      title: t("algorithms.columns.events"),
      width: "minmax(120px, 2fr)",
      render: (row) => <div className="clip">{row.events.map((event) => text(event, "title")).join(", ")}</div>,
    },
    { key: "vendor", title: t("algorithms.columns.vendor"), width: "minmax(80px, 1fr)", render: (row) => <div className="clip">{text(row.vendor, "name")}</div> },
    {
      key: "version",
      title: t("algorithms.columns.version"),
      width: "128px",
      render: (row) =>
        row.stable === null ? (
          <span className="quiet">{t("algorithms.noStable")}</span>
        ) : (
          <div className="two">
            <span>{row.stable.version}</span>
            <VersionState state={row.stable.state} />
          </div>
        ),
    },
    { key: "licence", title: t("algorithms.columns.licence"), width: "120px", render: (row) => row.stable?.licence_weights ?? "–" },
    {
      key: "interval",
      title: t("algorithms.columns.interval"),
      width: "96px",
      end: true,
      render: (row) => (row.interval_s === null ? "–" : t("common.seconds", { value: row.interval_s })),
    },
    { key: "subscriptions", title: t("algorithms.columns.subscriptions"), width: "96px", end: true, render: (row) => row.subscriptions },
  ];
}
