/** Setting an organization's quotas; an empty field lets the default count. */
import { App, Form, InputNumber, Modal } from "antd";
import { useTranslation } from "react-i18next";
import type { QuotaChange, Quotas } from "@/api/types";
import { useFormTrouble } from "@/components/form-trouble";
import { useSetQuotas } from "@/features/quotas/api/quotas";
import { capital, useText } from "@/lib/text";

export function QuotaForm({ quotas, onClose }: { quotas: Quotas; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const text = useText();
  const { message } = App.useApp();
  const [form] = Form.useForm<QuotaChange>();
  const set = useSetQuotas(quotas);
  const { trouble, onError } = useFormTrouble(
    form,
    quotas.quotas.map(({ resource }) => resource),
  );
  const submit = (values: QuotaChange) =>
    set.mutate(values, {
      onSuccess: () => {
        void message.success(t("common.saved"));
        onClose();
      },
      onError,
    });
  const initial = Object.fromEntries(quotas.quotas.map(({ resource, source, limit }) => [resource, source === "own" ? limit : null]));
  return (
    <Modal
      open
      title={t("quotas.setFor", { name: text(quotas, "name") })}
      okText={t("common.save")}
      cancelText={t("common.cancel")}
      confirmLoading={set.isPending}
      onOk={form.submit}
      onCancel={onClose}
      afterOpenChange={() => form.focusField(quotas.quotas[0]?.resource ?? "cameras")}
    >
      {trouble}
      <Form form={form} layout="vertical" requiredMark={false} initialValues={initial} onFinish={submit}>
        {quotas.quotas.map(({ resource, source, limit, used, ...title }) => (
          <Form.Item
            key={resource}
            name={resource}
            label={capital(text(title, "title"))}
            extra={used === null ? undefined : t("quotas.usedNow", { used: used.toLocaleString(i18n.language, { maximumFractionDigits: 1 }) })}
          >
            <InputNumber
              className="wide"
              min={0}
              max={1e12}
              precision={0}
              placeholder={source === "default" ? t("quotas.defaultIs", { limit: limit.toLocaleString(i18n.language) }) : t("quotas.emptyIsDefault")}
            />
          </Form.Item>
        ))}
      </Form>
    </Modal>
  );
}
