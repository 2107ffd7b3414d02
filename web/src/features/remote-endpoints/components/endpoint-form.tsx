/** Registering an endpoint, moving it, or giving it another credential. */
import { Alert, App, Checkbox, Form, Input, Modal, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { RemoteEndpoint } from "@/api/types";
import { useFormTrouble } from "@/components/form-trouble";
import { useChangeEndpoint, useRegisterEndpoint } from "@/features/remote-endpoints/api/endpoints";
import { changedEndpoint, CREDENTIAL, HEADERS, moves, NAME, newEndpoint, URL_BEGINS, type Values } from "@/features/remote-endpoints/api/form";
import "@/features/remote-endpoints/components/remote.css";
import { useUnsaved } from "@/lib/unsaved";

const FIELDS = ["name", "url", "header", "credential"] as const;
const FIELD_OF = { endpoint_url_refused: "url", endpoint_name_taken: "name" };
type Saved = { onSuccess: () => void; onError: (error: unknown) => void };

export function NewEndpoint({ onClose, onMade }: { onClose: () => void; onMade: (id: string) => void }) {
  const { t } = useTranslation();
  const register = useRegisterEndpoint();
  const save = (values: Values, { onSuccess, onError }: Saved) => {
    const made = ({ id }: RemoteEndpoint) => {
      onSuccess();
      onMade(id);
    };
    register.mutate(newEndpoint(values), { onSuccess: made, onError });
  };
  return <EndpointForm title={t("remote.add")} told={t("remote.added")} pending={register.isPending} save={save} onClose={onClose} />;
}

export function EndpointChanges({ one, onClose }: { one: RemoteEndpoint; onClose: () => void }) {
  const { t } = useTranslation();
  const change = useChangeEndpoint(one);
  const save = (values: Values, settle: Saved) => change.mutate(changedEndpoint(one, values), settle);
  return <EndpointForm one={one} title={`${t("remote.edit")} · ${one.name}`} told={t("common.saved")} pending={change.isPending} save={save} onClose={onClose} />;
}

type Props = { one?: RemoteEndpoint; title: string; told: string; pending: boolean; save: (values: Values, settle: Saved) => void; onClose: () => void };

function EndpointForm({ one, title, told, pending, save, onClose }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const { trouble, onError } = useFormTrouble(form, FIELDS, FIELD_OF);
  const leave = useUnsaved(() => form.isFieldsTouched());
  const onSuccess = () => {
    form.resetFields();
    void message.success(told);
    onClose();
  };
  return (
    <Modal
      open
      width={600}
      title={title}
      okText={one === undefined ? t("remote.add") : t("common.save")}
      cancelText={t("common.cancel")}
      confirmLoading={pending}
      onOk={form.submit}
      onCancel={() => leave(onClose)}
      afterOpenChange={(open) => open && form.focusField(one === undefined ? "name" : "url")}
    >
      {trouble}
      <Form form={form} layout="vertical" requiredMark={false} initialValues={{ header: "authorization", ...one }} onFinish={(values) => save(values, { onSuccess, onError })}>
        {one === undefined && <Name />}
        <Address one={one} />
        <Credential one={one} />
      </Form>
    </Modal>
  );
}

function Name() {
  const { t } = useTranslation();
  return (
    <Form.Item name="name" label={t("remote.name")} extra={t("remote.nameHint")} rules={[{ required: true, message: t("common.required") }, { pattern: NAME, message: t("remote.nameWrong") }]}>
      <Input className="mono" autoComplete="off" spellCheck={false} maxLength={63} placeholder="main" />
    </Form.Item>
  );
}

function Address({ one }: { one: RemoteEndpoint | undefined }) {
  const { t } = useTranslation();
  const url = Form.useWatch<string | undefined>("url");
  return (
    <>
      <Form.Item name="url" label={t("remote.url")} extra={t("remote.urlHint")} rules={[{ required: true, message: t("common.required") }, { pattern: URL_BEGINS, message: t("remote.urlWrong") }]}>
        <Input className="mono" autoComplete="off" spellCheck={false} maxLength={500} placeholder="https://models.vendor.example/vision" />
      </Form.Item>
      {one !== undefined && moves(one, url) && <Alert className="remote-moves" type="warning" showIcon description={t("remote.moves")} />}
    </>
  );
}

function Credential({ one }: { one: RemoteEndpoint | undefined }) {
  const { t } = useTranslation();
  const forget = Form.useWatch<boolean | undefined>("forget") === true;
  const kept = one?.has_credential === true;
  return (
    <>
      <Form.Item name="credential" label={t("remote.credential")} extra={t(kept ? "remote.credentialKept" : "remote.credentialHint")} rules={[{ pattern: CREDENTIAL, message: t("remote.credentialWrong") }]}>
        <Input.Password className="mono" autoComplete="new-password" maxLength={2000} disabled={forget} />
      </Form.Item>
      {kept && (
        <Form.Item name="forget" valuePropName="checked">
          <Checkbox>{t("remote.forget")}</Checkbox>
        </Form.Item>
      )}
      <Form.Item name="header" label={t("remote.header")} extra={t("remote.headerHint")}>
        <Select options={HEADERS.map((value) => ({ value, label: value === "authorization" ? t("remote.bearer") : value }))} />
      </Form.Item>
    </>
  );
}
