/** One step with a version, with the fields that it needs and no others. */
import { App, DatePicker, Form, Input, Modal } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Version, VersionStepNew } from "@/api/types";
import { useFormTrouble } from "@/components/form-trouble";
import { useSubmitVersion, useVersionStep } from "@/features/algorithms/api/algorithms";
import { serverNow } from "@/lib/clock";
import { useZone } from "@/lib/me";
import { absolute, instantOf } from "@/lib/time";

/** What one person does; asking for an approval moves nothing yet. */
export type VersionAction = VersionStepNew["action"] | "submit";
type Values = { reason?: string; until?: Dayjs };
const FIELDS = ["reason", "until"] as const;
const MONTH = 30;

export function VersionDialog({ version, action, onClose }: { version: Version; action: VersionAction; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const zone = useZone();
  const [form] = Form.useForm<Values>();
  const step = useVersionStep(version.id);
  const ask = useSubmitVersion(version.id);
  const { trouble, onError } = useFormTrouble(form, FIELDS);
  const [today] = useState(() => dayjs(absolute(serverNow(), zone)));
  const dated = action === "deprecate";
  const explained = action === "deprecate" || action === "withdraw";
  const name = action === "submit" ? t("algorithms.submit") : t(`algorithms.action.${action}`);
  const settle = {
    onSuccess: () => {
      void message.success(action === "submit" ? t("algorithms.submitted") : t("algorithms.done", { version: version.version, action: name }));
      onClose();
    },
    onError,
  };
  const submit = ({ reason = "", until }: Values) => {
    if (action === "submit") ask.mutate(reason, settle);
    else step.mutate({ action, reason, ...(until !== undefined && { until: instantOf(until.format("YYYY-MM-DDTHH:mm:ss"), zone) }) }, settle);
  };
  return (
    <Modal
      open
      width={480}
      title={`${name} · ${version.version}`}
      okText={name}
      cancelText={t("common.cancel")}
      okButtonProps={{ danger: action === "withdraw" }}
      confirmLoading={step.isPending || ask.isPending}
      onOk={form.submit}
      onCancel={onClose}
      afterOpenChange={(open) => open && form.focusField("reason")}
    >
      {trouble}
      <p className="quiet form-intro">{action === "submit" ? t("algorithms.submitHint") : t(`algorithms.actionHint.${action}`)}</p>
      <Form form={form} layout="vertical" requiredMark={false} initialValues={dated ? { until: first(version, zone) ?? today.add(MONTH, "day").hour(18).minute(0).second(0) } : {}} onFinish={submit}>
        {dated && (
          <Form.Item name="until" label={t("algorithms.untilField")} rules={[{ required: true, message: t("common.required") }]}>
            <DatePicker showTime={{ format: "HH:mm" }} format="YYYY-MM-DD HH:mm" minDate={today} className="wide" />
          </Form.Item>
        )}
        <Form.Item name="reason" label={t("algorithms.reason")} rules={explained ? [{ required: true, whitespace: true, message: t("common.required") }] : []}>
          <Input.TextArea className="grow" rows={2} maxLength={2000} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

/** The date it has already. */
function first({ deprecated_until }: Version, zone: string): Dayjs | undefined {
  return deprecated_until === null ? undefined : dayjs(absolute(deprecated_until, zone));
}
