/** A list from a file: first looked through, then taken. */
import { DownloadOutlined, UploadOutlined } from "@ant-design/icons";
import { Alert, Button, Modal, Upload } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useTold } from "@/components/told";
import { Trouble, useTrouble } from "@/components/trouble";
import { saveTemplate, textOf, useImportResources } from "@/features/resources/api/resources";

const SHOWN = 20;

export function ImportDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState<string | null>(null);
  const look = useImportResources();
  const apply = useImportResources();
  const told = useTold(t("resources.imported"));
  const found = look.data;
  const read = async (file: File) => {
    const content = await textOf(file);
    setText(content);
    look.mutate({ text: content, applies: false });
  };
  const start = () => {
    if (text === null) return;
    apply.mutate({ text, applies: true }, { onSuccess: () => {
      told.onSuccess();
      onClose();
    } });
  };
  return (
    <Modal open title={t("resources.import")} okText={t("resources.apply")} cancelText={t("common.cancel")} okButtonProps={{ disabled: found === undefined || found.added + found.changed === 0 }} confirmLoading={apply.isPending} onOk={start} onCancel={onClose}>
      <p className="quiet form-intro">{t("resources.importHint")}</p>
      <div className="actions form-intro">
        <Upload
          accept=".csv,text/csv"
          showUploadList={false}
          beforeUpload={(file) => {
            void read(file);
            return false;
          }}
        >
          <Button icon={<UploadOutlined />} loading={look.isPending}>
            {t("resources.choose")}
          </Button>
        </Upload>
        <Template />
      </div>
      {look.error !== null && <Trouble error={look.error} />}
      {apply.error !== null && <Trouble error={apply.error} />}
      {found !== undefined && (
        <Alert
          type={found.faults.length > 0 ? "warning" : "info"}
          showIcon
          title={t("resources.found", { added: found.added, changed: found.changed, unchanged: found.unchanged, faults: found.faults.length })}
          description={found.faults.slice(0, SHOWN).map(({ row, column }) => (
            <div key={row}>{t("resources.fault", { row, column })}</div>
          ))}
        />
      )}
    </Modal>
  );
}

function Template() {
  const { t } = useTranslation();
  const trouble = useTrouble();
  const [failed, setFailed] = useState<unknown>(null);
  return (
    <>
      <Button icon={<DownloadOutlined />} onClick={() => void saveTemplate().catch(setFailed)}>
        {t("resources.template")}
      </Button>
      {failed !== null && <span role="alert">{trouble(failed)}</span>}
    </>
  );
}
