/** Adding a sink: what is asked depends on its kind. */
import { Form, Input, InputNumber, Modal, Select, Switch } from "antd";
import { useTranslation } from "react-i18next";
import type { SinkKind, SinkNew } from "@/api/types";
import { useFormTrouble } from "@/components/form-trouble";
import { useAddSink } from "@/features/sinks/api/sinks";
import { AUDIENCES, KINDS, newSink, type Values } from "@/features/sinks/api/form";
import { SinkSecrets } from "@/features/sinks/components/sink-secrets";
import { useUnsaved } from "@/lib/unsaved";

const FIELDS = ["name", "url", "secret", "sign_secret", "sender", "recipients", "account", "service", "jurisdiction_id"] as const;
const FIELD_OF = { sink_url_refused: "url", sink_secret_refused: "secret", sink_secret_missing: "secret", address_not_allowed: "url" };

export function SinkForm({ onClose }: { onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const language = i18n.language === "en" ? "en" : "zh";
  const [form] = Form.useForm<Values>();
  const kind = (Form.useWatch("kind", form) as SinkKind | undefined) ?? "cloudevents";
  const add = useAddSink();
  const leave = useUnsaved(() => add.data === undefined && form.isFieldsTouched());
  const { trouble, onError } = useFormTrouble(form, FIELDS, FIELD_OF);
  const submit = (values: Values) =>
    add.mutate(newSink(values, language), { onError, onSuccess: ({ secret, report_secret }) => secret === null && report_secret === null && onClose() });
  if (add.data !== undefined) return <SinkSecrets made={add.data} onClose={onClose} />;
  return (
    <Modal
      open
      title={t("sinks.add")}
      okText={t("sinks.add")}
      cancelText={t("common.cancel")}
      confirmLoading={add.isPending}
      onOk={form.submit}
      onCancel={() => leave(onClose)}
      afterOpenChange={() => form.focusField("name")}
    >
      {trouble}
      <Form form={form} layout="vertical" requiredMark={false} onFinish={submit} initialValues={{ kind: "cloudevents" satisfies SinkNew["kind"] }}>
        <Form.Item name="kind" label={t("sinks.form.kind")}>
          <Select options={KINDS.map((value) => ({ value, label: t(`sinks.kind.${value}`) }))} />
        </Form.Item>
        <Form.Item name="name" label={t("sinks.form.name")} rules={[{ required: true, message: t("common.required") }]}>
          <Input />
        </Form.Item>
        {kind !== "open311" && (
          <Form.Item name="audiences" label={t("sinks.audiences")} initialValue={["cases"]} rules={[{ required: true, message: t("common.required") }]}>
            <Select mode="multiple" options={AUDIENCES.map((value) => ({ value, label: t(`sinks.audience.${value}`) }))} />
          </Form.Item>
        )}
        <Fields kind={kind} />
      </Form>
    </Modal>
  );
}

function Fields({ kind }: { kind: SinkKind }) {
  if (kind === "cloudevents") return <CloudEvents />;
  if (kind === "open311") return <Open311 />;
  return kind === "smtp" ? <Mail /> : <Robot signed={kind !== "wecom"} />;
}

function Escalations({ usual }: { usual: boolean }) {
  const { t } = useTranslation();
  return (
    <Form.Item name="escalations" label={t("sinks.form.escalations")} extra={t("sinks.form.escalationsHint")} valuePropName="checked" initialValue={usual}>
      <Switch />
    </Form.Item>
  );
}

function Url({ label, placeholder }: { label: string; placeholder: string }) {
  const { t } = useTranslation();
  return (
    <Form.Item name="url" label={label} rules={[{ required: true, message: t("common.required") }]}>
      <Input className="mono" placeholder={placeholder} spellCheck={false} />
    </Form.Item>
  );
}

function Secret({ name, label, hint, required = false }: { name: "secret" | "sign_secret"; label: string; hint?: string; required?: boolean }) {
  const { t } = useTranslation();
  return (
    <Form.Item name={name} label={label} extra={hint} rules={required ? [{ required, message: t("common.required") }] : []}>
      <Input.Password className="mono" autoComplete="off" />
    </Form.Item>
  );
}

function CloudEvents() {
  const { t } = useTranslation();
  return (
    <>
      <Url label={t("sinks.form.url")} placeholder="https://" />
      <Secret name="secret" label={t("sinks.form.secret")} hint={t("sinks.form.secretHint")} />
      <Form.Item name="mode" label={t("sinks.form.mode")} initialValue="structured">
        <Select options={(["structured", "binary"] as const).map((value) => ({ value, label: t(`sinks.mode.${value}`) }))} />
      </Form.Item>
      <Form.Item name="handshake" label={t("sinks.form.handshake")} extra={t("sinks.form.handshakeHint")} valuePropName="checked">
        <Switch />
      </Form.Item>
      <Escalations usual={false} />
    </>
  );
}

function Open311() {
  const { t } = useTranslation();
  return (
    <>
      <Url label={t("sinks.form.endpoint")} placeholder="https://…/open311/v2" />
      <Secret name="secret" label="api_key" required />
      <Form.Item name="service" label={t("sinks.form.service")} extra={t("sinks.form.serviceHint")}>
        <Input className="mono" />
      </Form.Item>
      <Form.Item name="jurisdiction_id" label="jurisdiction_id">
        <Input className="mono" />
      </Form.Item>
      <Form.Item name="format" label={t("sinks.form.format")} initialValue="json">
        <Select options={["json", "xml"].map((value) => ({ value, label: value.toUpperCase() }))} />
      </Form.Item>
      <Form.Item name="poll_minutes" label={t("sinks.form.poll")} extra={t("sinks.form.pollHint")} initialValue={5}>
        <InputNumber min={0} max={1440} suffix={t("sinks.form.minutes")} />
      </Form.Item>
      <Form.Item name="updates" label={t("sinks.form.updates")} extra={t("sinks.form.updatesHint")} valuePropName="checked">
        <Switch />
      </Form.Item>
    </>
  );
}

function Robot({ signed }: { signed: boolean }) {
  const { t } = useTranslation();
  return (
    <>
      <Secret name="secret" label={t("sinks.form.webhook")} hint={t("sinks.form.webhookHint")} required />
      {signed && <Secret name="sign_secret" label={t("sinks.form.signSecret")} hint={t("sinks.form.signSecretHint")} />}
      <Escalations usual />
    </>
  );
}

function Mail() {
  const { t } = useTranslation();
  const required = [{ required: true, message: t("common.required") }];
  return (
    <>
      <Url label={t("sinks.form.mailServer")} placeholder="smtp://mail.example:587" />
      <Form.Item name="security" label={t("sinks.form.security")} initialValue="starttls">
        <Select options={(["starttls", "tls", "none"] as const).map((value) => ({ value, label: t(`sinks.security.${value}`) }))} />
      </Form.Item>
      <Form.Item name="sender" label={t("sinks.form.sender")} rules={required}>
        <Input className="mono" />
      </Form.Item>
      <Form.Item name="recipients" label={t("sinks.form.recipients")} rules={required}>
        <Select mode="tags" tokenSeparators={[",", ";", " "]} open={false} suffix={null} />
      </Form.Item>
      <Form.Item name="account" label={t("sinks.form.account")}>
        <Input className="mono" autoComplete="off" />
      </Form.Item>
      <Secret name="secret" label={t("sinks.form.password")} />
      <Escalations usual />
    </>
  );
}
