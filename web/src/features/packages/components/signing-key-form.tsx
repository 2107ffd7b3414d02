/** Registering a public key. */
import { Form, Input, Modal } from "antd";
import { useTranslation } from "react-i18next";
import type { SigningKeyNew } from "@/api/types";
import { useFormTrouble } from "@/components/form-trouble";
import { useRegisterKey } from "@/features/packages/api/signing-keys";

const FIELDS = ["name", "public_key"] as const;
const FIELD_OF = { key_invalid: "public_key", signing_key_known: "public_key" };

export function SigningKeyForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<SigningKeyNew>();
  const register = useRegisterKey();
  const { trouble, onError } = useFormTrouble(form, FIELDS, FIELD_OF);
  const required = { required: true, whitespace: true, message: t("common.required") };
  return (
    <Modal
      open
      width={640}
      title={t("signing.add")}
      okText={t("signing.add")}
      cancelText={t("common.cancel")}
      confirmLoading={register.isPending}
      onOk={form.submit}
      onCancel={onClose}
      afterOpenChange={(open) => open && form.focusField("name")}
    >
      {trouble}
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(body) => register.mutate(body, { onSuccess: onClose, onError })}>
        <Form.Item name="name" label={t("signing.name")} extra={t("signing.nameHint")} rules={[required]}>
          <Input autoComplete="off" maxLength={200} />
        </Form.Item>
        <Form.Item name="public_key" label={t("signing.publicKey")} extra={<span className="signing-make">{t("signing.publicKeyHint")}</span>} rules={[required]}>
          <Input.TextArea className="mono" rows={6} maxLength={2000} spellCheck={false} placeholder={"-----BEGIN PUBLIC KEY-----\n…\n-----END PUBLIC KEY-----"} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
