/** Taking back what one's own organization asked for, with a reason. */
import { RollbackOutlined } from "@ant-design/icons";
import { App, Button, Form, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Approval } from "@/api/types";
import { useFormTrouble } from "@/components/form-trouble";
import { useWithdraw } from "@/features/approvals/api/approvals";

export function WithdrawForm({ approval }: { approval: Approval }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<{ reason: string }>();
  const [asked, setAsked] = useState(false);
  const withdraw = useWithdraw(approval);
  const { trouble, onError } = useFormTrouble(form, ["reason"]);
  if (!asked) {
    return (
      <div className="actions">
        <Button
          icon={<RollbackOutlined />}
          onClick={() => {
            setAsked(true);
            requestAnimationFrame(() => form.focusField("reason"));
          }}
        >
          {t("approvals.withdraw")}
        </Button>
      </div>
    );
  }
  const submit = ({ reason }: { reason: string }) => withdraw.mutate(reason, { onSuccess: () => void message.success(t("approvals.withdrawn")), onError });
  return (
    <Form form={form} layout="vertical" requiredMark={false} onFinish={submit}>
      {trouble}
      <Form.Item name="reason" label={t("approvals.withdrawReason")} extra={t("approvals.withdrawHint")} rules={[{ required: true, whitespace: true, message: t("approvals.reasonNeeded") }]}>
        <Input.TextArea className="grow" rows={2} maxLength={500} />
      </Form.Item>
      <div className="actions">
        <Button type="primary" danger htmlType="submit" loading={withdraw.isPending}>
          {t("approvals.withdraw")}
        </Button>
        <Button onClick={() => setAsked(false)}>{t("common.cancel")}</Button>
      </div>
    </Form>
  );
}
