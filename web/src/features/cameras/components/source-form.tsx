/** Adding or changing a platform that lists cameras; what is secret goes in and never comes out. */
import { App, Form, Input, InputNumber, Modal, Radio } from "antd";
import { useTranslation } from "react-i18next";
import type { CameraSource, CameraSourceNew } from "@/api/types";
import { useFormTrouble } from "@/components/form-trouble";
import { OrganizationSelect } from "@/components/organization-select";
import { useAddSource, useChangeSource } from "@/features/cameras/api/sources";
import "@/features/cameras/components/cameras.css";
import { useMe } from "@/lib/me";
import { useOrganizations } from "@/lib/organizations";
import { useUnsaved } from "@/lib/unsaved";

type Values = Omit<CameraSourceNew, "kind" | "secret"> & { secret?: string };
const FIELDS = ["owner_id", "name", "base_url", "sign_in", "account", "secret", "stream_url", "every_minutes"] as const;
const FIELD_OF = {
  source_url_refused: "base_url",
  source_secret_missing: "secret",
  stream_pattern_refused: "stream_url",
  camera_url_invalid: "stream_url",
};

type Props = { initial: Partial<Values>; source?: CameraSource; pending: boolean; onSave: (values: Values, onError: (error: unknown) => void) => void; onClose: () => void };

export function NewSource({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const { message } = App.useApp();
  const add = useAddSource();
  const initial = { owner_id: me.organization.id, sign_in: "password", every_minutes: 60 } as const;
  const onSave: Props["onSave"] = ({ secret = "", ...values }, onError) =>
    add.mutate(
      { ...values, kind: "wvp", secret },
      {
        onSuccess: ({ name }) => {
          void message.success(t("intake.sources.added", { name }));
          onClose();
        },
        onError,
      },
    );
  return <SourceForm initial={initial} pending={add.isPending} onSave={onSave} onClose={onClose} />;
}

export function EditSource({ source, onClose }: { source: CameraSource; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const change = useChangeSource(source);
  const { name, base_url, sign_in, account, stream_url, every_minutes } = source;
  const onSave: Props["onSave"] = ({ secret, ...values }, onError) =>
    change.mutate(
      { ...values, ...(secret && { secret }) },
      {
        onSuccess: () => {
          void message.success(t("common.saved"));
          onClose();
        },
        onError,
      },
    );
  return <SourceForm source={source} initial={{ name, base_url, sign_in, account, stream_url, every_minutes }} pending={change.isPending} onSave={onSave} onClose={onClose} />;
}

function SourceForm({ initial, source, pending, onSave, onClose }: Props) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Values>();
  const leave = useUnsaved(() => form.isFieldsTouched());
  const { organizations } = useOrganizations();
  const { trouble, onError } = useFormTrouble(form, FIELDS, FIELD_OF);
  const byToken = (Form.useWatch("sign_in", form) ?? initial.sign_in) === "token";
  const required = { required: true, message: t("common.required") };
  const title = source === undefined ? t("intake.sources.add") : t("intake.sources.edit");
  return (
    <Modal
      open
      width={600}
      title={title}
      okText={source === undefined ? t("intake.sources.add") : t("common.save")}
      cancelText={t("common.cancel")}
      confirmLoading={pending}
      onOk={form.submit}
      onCancel={() => leave(onClose)}
      afterOpenChange={() => form.focusField("name")}
    >
      {trouble}
      <Form form={form} layout="vertical" requiredMark={false} initialValues={initial} onFinish={(values) => onSave(values, onError)}>
        <div className="form-row">
          <Form.Item name="name" label={t("intake.sources.form.name")} rules={[required]}>
            <Input />
          </Form.Item>
          {source === undefined && organizations.length > 1 && (
            <Form.Item name="owner_id" label={t("intake.owner")} rules={[required]}>
              <OrganizationSelect />
            </Form.Item>
          )}
        </div>
        <Form.Item name="base_url" label={t("intake.sources.form.address")} extra={t("intake.sources.form.addressHint")} rules={[required]}>
          <Input className="mono" spellCheck={false} placeholder="https://wvp.city.example:18080" />
        </Form.Item>
        <Form.Item name="sign_in" label={t("intake.sources.form.signIn")}>
          <Radio.Group options={(["password", "token"] as const).map((value) => ({ value, label: t(`intake.sources.form.${value}`) }))} />
        </Form.Item>
        <div className="form-row">
          {!byToken && (
            <Form.Item name="account" label={t("intake.sources.form.account")} rules={[required]}>
              <Input autoComplete="off" spellCheck={false} />
            </Form.Item>
          )}
          <Form.Item
            name="secret"
            label={t(`intake.sources.form.${byToken ? "token" : "secret"}`)}
            extra={source === undefined ? t("intake.sources.form.secretHint") : t("intake.sources.form.secretKept")}
            rules={source === undefined ? [required] : []}
          >
            <Input.Password className="mono" autoComplete="new-password" />
          </Form.Item>
        </div>
        <Form.Item name="stream_url" label={t("intake.sources.form.stream")} extra={t("intake.sources.form.streamHint")} rules={[required]}>
          <Input className="mono" spellCheck={false} autoComplete="off" placeholder="rtsp://media.city.example:554/rtp/<parent_id>_<gb_id>" />
        </Form.Item>
        <Form.Item name="every_minutes" label={t("intake.sources.form.every")} rules={[required]}>
          <InputNumber min={1} max={10_080} precision={0} suffix={t("intake.sources.form.minutes")} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
