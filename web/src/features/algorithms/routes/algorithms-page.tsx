/** The shelf of the supermarket. */
import { useTranslation } from "react-i18next";
import type { Algorithm } from "@/api/types";
import type { Column } from "@/components/data-list";
import { Empty } from "@/components/empty";
import { ListPage } from "@/components/list-page";
import { useShelf } from "@/features/algorithms/api/algorithms";
import { AlgorithmDrawer } from "@/features/algorithms/components/algorithm-drawer";
import { VersionState } from "@/features/algorithms/components/version-state";
import { useAddress } from "@/lib/address";
import { useText } from "@/lib/text";

const ROW_PX = 64;

export function AlgorithmsPage() {
  const { t } = useTranslation();
  const { params, change } = useAddress();
  const opened = params.get("algorithm");
  return (
    <ListPage
      title={t("algorithms.title")}
      list={useShelf()}
      columns={useColumns()}
      rowHeight={ROW_PX}
      chosen={opened}
      onOpen={({ id }) => change({ algorithm: id })}
      empty={<Empty title={t("algorithms.empty")} hint={t("algorithms.emptyHint")} />}
    >
      {opened !== null && <AlgorithmDrawer id={opened} onClose={() => change({ algorithm: null })} />}
    </ListPage>
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
          <span className="strong">{text(row, "title")}</span>
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
