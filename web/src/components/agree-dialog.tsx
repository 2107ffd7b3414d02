/** A department agrees that its pictures leave the platform, and says why. */
import { App, Form, Input, Modal } from "antd";
import { useTranslation } from "react-i18next";
import { useFormTrouble } from "@/components/form-trouble";
import { type Approved, useAgree } from "@/lib/agreements";
import { useMe } from "@/lib/me";
import { useText } from "@/lib/text";

export function AgreeDialog({ use, vendor, onClose }: { use: Approved; vendor: string; onClose: () => void }) {
  const { t } = useTranslation();
  const text = useText();
  const { organization } = useMe();
  const { message } = App.useApp();
  const [form] = Form.useForm<{ reason: string }>();
  const agree = useAgree(use);
  const { trouble, onError } = useFormTrouble(form, ["reason"]);
  const onSuccess = () => {
    void message.success(t("leaves.agreedNow"));
    onClose();
  };
  return (
    <Modal
      open
      width={520}
      title={t("leaves.agreeTitle")}
      okText={t("leaves.agreeSend")}
      cancelText={t("common.cancel")}
      confirmLoading={agree.isPending}
      onOk={form.submit}
      onCancel={onClose}
      afterOpenChange={(open) => open && form.focusField("reason")}
    >
      {trouble}
      <p className="form-intro">{t("leaves.agreeHint", { department: text(organization, "name"), vendor, host: use.host })}</p>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={({ reason }) => agree.mutate(reason, { onSuccess, onError })}>
        <Form.Item name="reason" label={t("leaves.reason")} extra={t("leaves.reasonHint")} rules={[{ required: true, whitespace: true, message: t("common.required") }]}>
          <Input.TextArea className="grow" rows={2} maxLength={2000} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
