/** City test sets: the operator's, seen by no vendor. */
import { PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { TestSet, TestSetUpload } from "@/api/types";
import type { Column } from "@/components/data-list";
import { Empty } from "@/components/empty";
import { ListPage } from "@/components/list-page";
import { When } from "@/components/when";
import { pending, useTestSets, useUploads } from "@/features/test-sets/api/test-sets";
import { TestSetForm } from "@/features/test-sets/components/test-set-form";
import { TestSetPanel } from "@/features/test-sets/components/test-set-panel";
import "@/features/test-sets/components/test-sets.css";
import { UploadPanel } from "@/features/test-sets/components/upload-panel";
import { UploadState } from "@/features/test-sets/components/upload-state";
import { useEventTitles } from "@/lib/event-titles";
import { useAddress } from "@/lib/address";
import { useCan } from "@/lib/me";

const ROW_PX = 56;

export function TestSetsPage() {
  const { t } = useTranslation();
  const can = useCan();
  const { params, change } = useAddress();
  const [adding, setAdding] = useState(false);
  const sends = can("test_set.upload");
  const uploads = useUploads(sends).data?.items ?? [];
  const opened = params.get("set");
  const archive = params.get("upload");
  const sent = (upload: string) => {
    setAdding(false);
    change({ upload, set: null });
  };
  const add = sends && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
      {t("testSets.add")}
    </Button>
  );
  return (
    <ListPage
      title={t("testSets.title")}
      list={useTestSets()}
      columns={useColumns()}
      rowHeight={ROW_PX}
      chosen={opened}
      actions={add || undefined}
      onOpen={({ id }) => change({ set: id, upload: null })}
      above={<Uploads rows={pending(uploads)} onOpen={(upload) => change({ upload, set: null })} />}
      empty={<Empty title={t("testSets.empty")} hint={t("testSets.emptyHint")} />}
    >
      {opened !== null && <TestSetPanel key={opened} id={opened} onClose={() => change({ set: null })} />}
      {archive !== null && sends && <UploadPanel key={archive} id={archive} onClose={() => change({ upload: null })} />}
      {adding && <TestSetForm rows={uploads} onSent={sent} onClose={() => setAdding(false)} />}
    </ListPage>
  );
}

function Uploads({ rows, onOpen }: { rows: TestSetUpload[]; onOpen: (id: string) => void }) {
  const { t } = useTranslation();
  if (rows.length === 0) return null;
  return (
    <ul className="test-set-uploads" aria-label={t("testSets.uploads")}>
      {rows.map((one) => (
        <li key={one.id}>
          <Button type="link" size="small" onClick={() => onOpen(one.id)}>
            {one.name} · {one.filename}
          </Button>
          <UploadState state={one.state} />
          <When at={one.created_at} />
        </li>
      ))}
    </ul>
  );
}

function useColumns(): Column<TestSet>[] {
  const { t } = useTranslation();
  const titleOf = useEventTitles();
  return [
    {
      key: "name",
      title: t("testSets.columns.name"),
      width: "minmax(200px, 2fr)",
      render: (row) => <span className="strong clip">{t("testSets.named", { name: row.name, version: row.version })}</span>,
    },
    { key: "covers", title: t("testSets.columns.covers"), width: "minmax(160px, 2fr)", render: (row) => <div className="clip">{Object.keys(row.covers).map(titleOf).join(t("subscribe.comma"))}</div> },
    { key: "pictures", title: t("testSets.columns.pictures"), width: "112px", end: true, render: (row) => row.counts.pictures.toLocaleString("en") },
    {
      key: "scenes",
      title: t("testSets.columns.scenes"),
      width: "minmax(160px, 1fr)",
      render: (row) => (
        <div className="clip">
          {Object.entries(row.counts.scenes)
            .map(([scene, count]) => `${t(`testSets.scene.${scene as "day"}`)} ${count}`)
            .join(" · ")}
        </div>
      ),
    },
    { key: "hours", title: t("testSets.columns.hours"), width: "128px", end: true, render: (row) => row.negative_hours ?? "–" },
    { key: "state", title: t("common.state"), width: "96px", render: (row) => (row.retired_at === null ? t("testSets.inUse") : <span className="quiet">{t("testSets.retired")}</span>) },
    { key: "made", title: t("testSets.columns.made"), width: "minmax(160px, 1fr)", render: (row) => <When at={row.created_at} stacked /> },
  ];
}
