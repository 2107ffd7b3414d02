/** Adding a matter of the city's own; its number is given downwards from 999. */
import { App, Form, Input, Modal, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { Matter, MatterNew } from "@/api/types";
import { useFormTrouble } from "@/components/form-trouble";
import { useExtend } from "@/features/dictionary/api/dictionary";

const FIELDS = ["class_code", "name_zh", "name_en", "emergency_code"] as const;
type Props = { organizationId: string; classes: readonly { value: string; label: string }[]; onClose: (added?: Matter) => void };

export function ExtensionForm({ organizationId, classes, onClose }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<MatterNew>();
  const extend = useExtend(organizationId);
  const { trouble, onError } = useFormTrouble(form, FIELDS);
  const required = { required: true, whitespace: true, message: t("common.required") };
  const submit = ({ emergency_code, ...values }: MatterNew) =>
    extend.mutate(
      { ...values, ...(emergency_code && { emergency_code }) },
      {
        onSuccess: (added) => {
          void message.success(t("dictionary.added", { code: added.code }));
          onClose(added);
        },
        onError,
      },
    );
  return (
    <Modal
      open
      title={t("dictionary.add")}
      okText={t("dictionary.add")}
      cancelText={t("common.cancel")}
      confirmLoading={extend.isPending}
      onOk={form.submit}
      onCancel={() => onClose()}
      afterOpenChange={() => form.focusField("name_zh")}
    >
      {trouble}
      <p className="quiet form-intro">{t("dictionary.addHint")}</p>
      <Form form={form} layout="vertical" requiredMark={false} initialValues={{ class_code: "10" }} onFinish={submit}>
        <Form.Item name="class_code" label={t("dictionary.class")} rules={[required]}>
          <Select options={[...classes]} />
        </Form.Item>
        <Form.Item name="name_zh" label={t("organizations.form.nameZh")} rules={[required]}>
          <Input autoComplete="off" maxLength={100} />
        </Form.Item>
        <Form.Item name="name_en" label={t("organizations.form.nameEn")} rules={[required]}>
          <Input autoComplete="off" maxLength={100} />
        </Form.Item>
        <Form.Item name="emergency_code" label={t("cases.emergency")} rules={[{ pattern: /^[0-9A-Z]{5}$/, message: t("dictionary.emergencyHint") }]}>
          <Input autoComplete="off" maxLength={5} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
