/** Platforms that list cameras, and how their last runs went. */
import { ArrowLeftOutlined, PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { CameraSource } from "@/api/types";
import type { Column } from "@/components/data-list";
import { Empty } from "@/components/empty";
import { ListPage } from "@/components/list-page";
import { Ago, At } from "@/components/when";
import { useSourceList } from "@/features/cameras/api/sources";
import { SourceDrawer } from "@/features/cameras/components/source-drawer";
import { NewSource } from "@/features/cameras/components/source-form";
import { SourceState, useRunWords } from "@/features/cameras/components/source-state";
import { useAddress } from "@/lib/address";
import { useCan } from "@/lib/me";
import { useOrganizationNames } from "@/lib/organizations";
import { capital, useWords } from "@/lib/text";

const ROW_PX = 60;

export function SourcesPage() {
  const { t } = useTranslation();
  const can = useCan();
  const { params, change } = useAddress();
  const [adding, setAdding] = useState(false);
  const list = useSourceList();
  const opened = list.rows.find(({ id }) => id === params.get("source"));
  const add = can("source.create") && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
      {t("intake.sources.add")}
    </Button>
  );
  return (
    <ListPage
      title={t("intake.sources.title")}
      list={list}
      columns={useColumns()}
      rowHeight={ROW_PX}
      chosen={opened?.id ?? null}
      onOpen={({ id }) => change({ source: id })}
      note={
        <Link to="/cameras">
          <ArrowLeftOutlined /> {t("cameras.title")}
        </Link>
      }
      actions={add}
      empty={
        <Empty title={t("intake.sources.empty")} hint={t("intake.sources.emptyHint")}>
          {add}
        </Empty>
      }
    >
      {opened !== undefined && <SourceDrawer key={opened.id} source={opened} onClose={() => change({ source: null })} />}
      {adding && <NewSource onClose={() => setAdding(false)} />}
    </ListPage>
  );
}

function useColumns(): Column<CameraSource>[] {
  const { t } = useTranslation();
  const words = useWords();
  const ran = useRunWords();
  const { nameOf } = useOrganizationNames();
  return [
    {
      key: "name",
      title: t("intake.sources.columns.name"),
      width: "minmax(180px, 2fr)",
      render: ({ name, base_url }) => (
        <div className="two">
          <span className="strong">{name}</span>
          <span className="quiet">{base_url}</span>
        </div>
      ),
    },
    { key: "owner", title: t("cameras.columns.owner"), width: "minmax(96px, 1fr)", render: ({ owner_id }) => <div className="clip">{nameOf(owner_id)}</div> },
    { key: "state", title: t("common.state"), width: "132px", render: (source) => <SourceState source={source} /> },
    {
      key: "run",
      title: t("intake.sources.lastRun"),
      width: "minmax(220px, 4fr)",
      render: (source) => <div className="two-lines">{source.error === null ? ran(source) : capital(words(source.error))}</div>,
    },
    {
      key: "at",
      title: t("intake.sources.ended"),
      width: "160px",
      render: ({ finished_at }) =>
        finished_at === null ? (
          <span className="quiet">{t("common.never")}</span>
        ) : (
          <div className="two">
            <Ago at={finished_at} />
            <span className="quiet">
              <At at={finished_at} />
            </span>
          </div>
        ),
    },
  ];
}
