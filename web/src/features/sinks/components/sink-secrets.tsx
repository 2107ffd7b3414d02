/** The secrets of a new sink, shown this once. */
import { Alert, Modal, Typography } from "antd";
import { useTranslation } from "react-i18next";
import type { SinkMade } from "@/api/types";

export function SinkSecrets({ made, onClose }: { made: SinkMade; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal open title={t("sinks.secretTitle")} okText={t("common.close")} cancelButtonProps={{ hidden: true }} mask={{ closable: false }} onOk={onClose} onCancel={onClose}>
      <Alert type="warning" showIcon description={t("sinks.secretHint")} />
      {made.secret !== null && <Shown label={t("sinks.secret")} text={made.secret} />}
      {made.report_secret !== null && (
        <>
          <Shown label={t("sinks.reportSecret")} text={made.report_secret} />
          <Shown label={t("sinks.reportsUrl")} text={made.reports_url ?? ""} />
        </>
      )}
    </Modal>
  );
}

function Shown({ label, text }: { label: string; text: string }) {
  const { t } = useTranslation();
  return (
    <>
      <p className="sink-label">{label}</p>
      <Typography.Paragraph className="mono shown-once" copyable={{ text, tooltips: [t("common.copy"), t("common.copied")] }}>
        {text}
      </Typography.Paragraph>
    </>
  );
}
