/** A file that is checked when it is chosen, with all that is wrong with it, and imported only when nothing is. */
import { CheckCircleFilled, InboxOutlined } from "@ant-design/icons";
import { Alert, Button, Modal, Table, Upload } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import "@/components/checked-import.css";
import { Trouble } from "@/components/trouble";
import { useWords } from "@/lib/text";

export type FileReport = {
  /** What it does, or would do: a label and a number each. */
  counts: readonly (readonly [string, number])[];
  faultCount: number;
  faults: readonly { at: number; about: string; zh: string; en: string }[];
};

type Props = {
  title: string;
  hint: string;
  accept: string;
  /** What a fault's number counts. */
  at: string;
  about?: string;
  check: (file: File) => Promise<FileReport>;
  apply: (file: File) => Promise<FileReport>;
  onDone: () => void;
  onClose: () => void;
};

export function CheckedImport({ title, hint, accept, at, about, check, apply, onDone, onClose }: Props) {
  const { t } = useTranslation();
  const [file, setFile] = useState<File>();
  const [report, setReport] = useState<FileReport>();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const run = async (work: () => Promise<void>) => {
    setBusy(true);
    setError(undefined);
    await work().catch(setError);
    setBusy(false);
  };
  const choose = (chosen: File) => {
    setFile(chosen);
    setReport(undefined);
    void run(async () => setReport(await check(chosen)));
    return false;
  };
  const ready = file !== undefined && report?.faultCount === 0;
  return (
    <Modal
      open
      width={720}
      title={title}
      onCancel={onClose}
      footer={[
        <Button key="close" onClick={onClose}>
          {t("common.cancel")}
        </Button>,
        <Button
          key="import"
          type="primary"
          disabled={!ready}
          loading={busy && ready}
          onClick={() =>
            void run(async () => {
              if (file === undefined) return;
              await apply(file);
              onDone();
            })
          }
        >
          {t("checkedImport.import")}
        </Button>,
      ]}
    >
      <div className="checked-import" aria-busy={busy}>
        <Upload.Dragger accept={accept} showUploadList={false} beforeUpload={choose} disabled={busy}>
          <p>
            <InboxOutlined /> {file === undefined ? t("checkedImport.choose") : file.name}
          </p>
          <p className="quiet">{hint}</p>
        </Upload.Dragger>
        {busy && report === undefined && <p className="quiet">{t("checkedImport.checking")}…</p>}
        {error !== undefined && <Trouble error={error} />}
        {report !== undefined && <Found report={report} at={at} about={about} />}
      </div>
    </Modal>
  );
}

function Found({ report, at, about }: { report: FileReport; at: string; about: string | undefined }) {
  const { t } = useTranslation();
  const words = useWords();
  if (report.faultCount === 0) {
    return (
      <>
        <Alert type="success" showIcon icon={<CheckCircleFilled />} title={t("checkedImport.sound")} />
        <dl className="checked-import-counts">
          {report.counts.map(([label, count]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{count.toLocaleString("en")}</dd>
            </div>
          ))}
        </dl>
      </>
    );
  }
  const rows = report.faults.map((one, index) => ({ ...one, key: index, said: words(one) }));
  return (
    <>
      <Alert type="error" showIcon title={t("checkedImport.faulty", { count: report.faultCount })} />
      <Table
        size="small"
        dataSource={rows}
        pagination={{ pageSize: 10, hideOnSinglePage: true, showSizeChanger: false }}
        columns={[
          { key: "at", title: at, dataIndex: "at", width: 88, align: "right" },
          ...(about === undefined ? [] : [{ key: "about", title: about, dataIndex: "about", width: 150, className: "mono" }]),
          { key: "said", title: t("checkedImport.fault"), dataIndex: "said" },
        ]}
      />
      {report.faultCount > rows.length && <p className="quiet">{t("checkedImport.more", { count: rows.length })}</p>}
    </>
  );
}
