/** Everything that is wrong with the rows: where, what, what to do. */
import { DownloadOutlined } from "@ant-design/icons";
import { App, Button } from "antd";
import { useTranslation } from "react-i18next";
import type { CameraImport, ImportFault } from "@/api/types";
import { type Column, DataList } from "@/components/data-list";
import { useCount } from "@/components/page";
import { Trouble, useTrouble } from "@/components/trouble";
import { saveFaults, useFaults } from "@/features/cameras/api/imports";
import "@/features/cameras/components/intake.css";
import { capital, useWords } from "@/lib/text";

const ROW_PX = 48;
type Row = ImportFault & { id: string };

export function ImportFaults({ one }: { one: CameraImport }) {
  const { t } = useTranslation();
  const words = useWords();
  const count = useCount();
  const { message } = App.useApp();
  const trouble = useTrouble();
  const faults = useFaults(one.id, `${one.state} ${one.started_at ?? ""}`);
  const columns: Column<Row>[] = [
    { key: "row", title: t("intake.faults.row"), width: "96px", end: true, render: ({ row }) => row },
    { key: "column", title: t("intake.faults.column"), width: "minmax(120px, 1fr)", render: ({ column }) => <div className="clip">{column || t("intake.faults.whole")}</div> },
    { key: "what", title: t("intake.faults.what"), width: "minmax(240px, 4fr)", render: (fault) => <div className="two-lines">{capital(words(fault))}</div> },
  ];
  if (faults.error !== null) return <Trouble error={faults.error} />;
  return (
    <section className="intake-faults">
      <div className="intake-head">
        <h2>{t("intake.faults.title")}</h2>
        <span className="quiet">{count(faults.total)}</span>
        <Button size="small" icon={<DownloadOutlined />} onClick={() => void saveFaults(one.id).catch((error: unknown) => message.error(trouble(error)))}>
          {t("intake.faults.save")}
        </Button>
      </div>
      <DataList
        label={t("intake.faults.title")}
        rows={faults.rows}
        columns={columns}
        rowHeight={ROW_PX}
        total={faults.total?.count}
        hasMore={faults.hasMore}
        onMore={faults.loadMore}
        pending={faults.pending}
        empty={null}
      />
    </section>
  );
}
