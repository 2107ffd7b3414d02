/** Ending a trial, and why. */
import { App, Form, Input, Modal } from "antd";
import { useTranslation } from "react-i18next";
import type { Rollout } from "@/api/types";
import { useFormTrouble } from "@/components/form-trouble";
import { useEndRollout } from "@/features/algorithms/api/rollouts";

export function EndRollout({ rollout, onClose }: { rollout: Rollout; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<{ reason: string }>();
  const end = useEndRollout(rollout.id);
  const { trouble, onError } = useFormTrouble(form, ["reason"]);
  const submit = ({ reason }: { reason: string }) =>
    end.mutate(reason, {
      onSuccess: () => {
        void message.success(t("rollouts.ended"));
        onClose();
      },
      onError,
    });
  return (
    <Modal
      open
      width={480}
      title={`${t("rollouts.end")} · ${rollout.version.version}`}
      okText={t("rollouts.end")}
      cancelText={t("common.cancel")}
      okButtonProps={{ danger: true }}
      confirmLoading={end.isPending}
      onOk={form.submit}
      onCancel={onClose}
      afterOpenChange={(open) => open && form.focusField("reason")}
    >
      {trouble}
      <p className="quiet form-intro">{t("rollouts.endHint", { version: rollout.stable.version })}</p>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={submit}>
        <Form.Item name="reason" label={t("algorithms.reason")} rules={[{ required: true, whitespace: true, message: t("common.required") }]}>
          <Input.TextArea className="grow" rows={2} maxLength={2000} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
