/** One action on a case, with the fields that it needs and no others. */
import { App, DatePicker, Form, Input, InputNumber, Modal, Select } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CaseAction, CaseDetail, CaseStepNew } from "@/api/types";
import { useFormTrouble } from "@/components/form-trouble";
import type { Action } from "@/features/cases/api/actions";
import { useStep, useUnits } from "@/features/cases/api/cases";
import { CasePhotos } from "@/features/cases/components/case-photos";
import { serverNow } from "@/lib/clock";
import { useZone } from "@/lib/me";
import { useText } from "@/lib/text";
import { absolute, instantOf } from "@/lib/time";

const FIELDS = ["note", "unit_id", "amount", "until"] as const;
const WEEK = 7;
type Values = { note?: string; unit_id?: string; amount?: number; until?: Dayjs };
type Props = { found: CaseDetail; action: Action; onClose: () => void };

export function ActionDialog({ found, action, onClose }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const zone = useZone();
  const [form] = Form.useForm<Values>();
  const step = useStep(found.id);
  const { trouble, onError } = useFormTrouble(form, FIELDS);
  const name = action.action as CaseAction;
  const needs = (what: Action["needs"][number]) => action.needs.includes(what);
  const required = { required: true, message: t("common.required") };
  const submit = ({ note = "", unit_id, amount, until }: Values) => {
    const body: CaseStepNew = {
      action: name,
      note,
      ...(unit_id !== undefined && { unit_id }),
      ...(amount !== undefined && { amount }),
      ...(until !== undefined && { until: instantOf(until.format("YYYY-MM-DDTHH:mm:ss"), zone) }),
    };
    step.mutate(body, {
      onSuccess: () => {
        void message.success(t("cases.done", { action: t(`cases.action.${name}`), number: found.number }));
        onClose();
      },
      onError,
    });
  };
  const [today] = useState(() => dayjs(absolute(serverNow(), zone)));
  const initial: Values = {
    ...(needs("amount") && { amount: found.asked?.amount ?? 4 }),
    ...(needs("until") && { until: found.asked?.until ? dayjs(absolute(found.asked.until, zone)) : today.add(WEEK, "day").hour(18).minute(0).second(0) }),
  };
  const waits = needs("photo") && !found.photos.some((photo) => photo.step_id === null && photo.kind === "after");
  return (
    <Modal
      open
      width={480}
      title={`${t(`cases.action.${name}`)} · ${found.number}`}
      okText={t(`cases.action.${name}`)}
      cancelText={t("common.cancel")}
      okButtonProps={{ danger: name === "void", disabled: waits }}
      confirmLoading={step.isPending}
      onOk={form.submit}
      onCancel={onClose}
      afterOpenChange={(open) => open && form.focusField(needs("unit") ? "unit_id" : "note")}
    >
      {trouble}
      <p className="quiet form-intro">{t(`cases.actionHint.${name}`)}</p>
      <Form form={form} layout="vertical" requiredMark={false} initialValues={initial} onFinish={submit}>
        {needs("unit") && <UnitField id={found.id} />}
        {needs("amount") && (
          <Form.Item name="amount" label={t("cases.amount")} rules={[required]}>
            <InputNumber min={0.5} max={1000} step={1} suffix={unitOf(found, (unit) => t(`limits.unit.${unit}`))} className="wide" />
          </Form.Item>
        )}
        {needs("until") && (
          <Form.Item name="until" label={t("cases.resumeOn")} rules={[required]}>
            <DatePicker showTime={{ format: "HH:mm" }} format="YYYY-MM-DD HH:mm" minDate={today} maxDate={today.add(365, "day")} className="wide" />
          </Form.Item>
        )}
        {needs("photo") && (
          <Form.Item label={t("cases.photos.needed")}>
            <CasePhotos found={found} adds />
          </Form.Item>
        )}
        <Form.Item
          name="note"
          label={needs("reason") ? t("cases.reason") : t("cases.note")}
          rules={needs("reason") ? [{ required: true, whitespace: true, message: t("common.required") }] : []}
        >
          <Input.TextArea className="grow" rows={2} maxLength={2000} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

function UnitField({ id }: { id: string }) {
  const { t } = useTranslation();
  const text = useText();
  const { data = [], isPending } = useUnits(id);
  return (
    <Form.Item name="unit_id" label={t("cases.unit")} rules={[{ required: true, message: t("common.required") }]}>
      <Select
        loading={isPending}
        showSearch={{ optionFilterProp: "label" }}
        options={data.map((unit) => ({ value: unit.id, label: `${text(unit, "name")} · ${t(`organizations.kind.${unit.kind}`)}` }))}
      />
    </Form.Item>
  );
}

/** The unit of the limit of handling, in which more time is given. */
function unitOf(found: CaseDetail, words: (unit: CaseDetail["clocks"][number]["unit"]) => string): string {
  const clock = found.clocks.findLast(({ kind }) => kind === "handle");
  return clock === undefined ? "" : words(clock.unit);
}
