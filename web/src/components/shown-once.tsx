/** A secret that the server tells this once. */
import { Alert, Modal, Typography } from "antd";
import { useTranslation } from "react-i18next";

export function ShownOnce({ title, hint, secret, onClose }: { title: string; hint: string; secret: string; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal open title={title} okText={t("common.close")} cancelButtonProps={{ hidden: true }} mask={{ closable: false }} onOk={onClose} onCancel={onClose}>
      <Alert type="warning" showIcon description={hint} />
      <Typography.Paragraph className="mono shown-once" copyable={{ text: secret, tooltips: [t("common.copy"), t("common.copied")] }}>
        {secret}
      </Typography.Paragraph>
    </Modal>
  );
}
