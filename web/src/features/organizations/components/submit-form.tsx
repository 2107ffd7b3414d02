/** Asking again for the approval of a vendor that was rejected. */
import { App, Form, Input, Modal } from "antd";
import { useTranslation } from "react-i18next";
import type { Organization } from "@/api/types";
import { useFormTrouble } from "@/components/form-trouble";
import { useSubmitAgain } from "@/features/organizations/api/organizations";
import { useText } from "@/lib/text";

export function SubmitForm({ organization, onClose }: { organization: Organization; onClose: () => void }) {
  const { t } = useTranslation();
  const text = useText();
  const { message } = App.useApp();
  const [form] = Form.useForm<{ reason: string }>();
  const submit = useSubmitAgain(organization);
  const { trouble, onError } = useFormTrouble(form, ["reason"]);
  const name = text(organization, "name");
  const send = ({ reason }: { reason: string }) =>
    submit.mutate(reason, {
      onSuccess: () => {
        void message.success(t("organizations.submitted", { name }));
        onClose();
      },
      onError,
    });
  return (
    <Modal
      open
      title={t("organizations.submitFor", { name })}
      okText={t("organizations.submit")}
      cancelText={t("common.cancel")}
      confirmLoading={submit.isPending}
      onOk={form.submit}
      onCancel={onClose}
      afterOpenChange={() => form.focusField("reason")}
    >
      {trouble}
      <Form form={form} layout="vertical" requiredMark={false} onFinish={send}>
        <Form.Item
          name="reason"
          label={t("organizations.form.reason")}
          extra={t("organizations.submitHint")}
          rules={[{ required: true, whitespace: true, message: t("common.required") }]}
        >
          <Input.TextArea className="grow" rows={2} maxLength={500} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
