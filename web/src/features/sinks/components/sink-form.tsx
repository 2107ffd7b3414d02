/** Adding a sink; its secret is shown once. */
import { Form, Input, Modal } from "antd";
import { useTranslation } from "react-i18next";
import type { SinkNew } from "@/api/types";
import { useFormTrouble } from "@/components/form-trouble";
import { ShownOnce } from "@/components/shown-once";
import { useAddSink } from "@/features/sinks/api/sinks";

const FIELDS = ["name", "url", "secret"] as const;
type Values = Pick<SinkNew, "name" | "url"> & { secret?: string };

export function SinkForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Values>();
  const add = useAddSink();
  const { trouble, onError } = useFormTrouble(form, FIELDS, FIELD_OF);
  const required = { required: true, message: t("common.required") };
  const submit = ({ name, url, secret }: Values) =>
    add.mutate({ name, url, kind: "cloudevents", secret: secret || null }, { onError });
  if (add.data !== undefined) return <ShownOnce title={t("sinks.secretTitle")} hint={t("sinks.secretHint")} secret={add.data.secret} onClose={onClose} />;
  return (
    <Modal
      open
      title={t("sinks.add")}
      okText={t("sinks.add")}
      cancelText={t("common.cancel")}
      confirmLoading={add.isPending}
      onOk={form.submit}
      onCancel={onClose}
      afterOpenChange={() => form.focusField("name")}
    >
      {trouble}
      <Form form={form} layout="vertical" requiredMark={false} onFinish={submit}>
        <Form.Item name="name" label={t("sinks.form.name")} rules={[required]}>
          <Input />
        </Form.Item>
        <Form.Item name="url" label={t("sinks.form.url")} rules={[required]}>
          <Input className="mono" placeholder="https://" spellCheck={false} />
        </Form.Item>
        <Form.Item name="secret" label={t("sinks.form.secret")} extra={t("sinks.form.secretHint")}>
          <Input.Password className="mono" autoComplete="off" />
        </Form.Item>
      </Form>
    </Modal>
  );
}

const FIELD_OF = { sink_url_refused: "url", sink_secret_refused: "secret" };
