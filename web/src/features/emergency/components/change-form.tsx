/** What people know better: levels of their own, rain, losses. */
import { Form, InputNumber, Modal, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { Emergency, EmergencyChange } from "@/api/types";
import { ROMAN } from "@/components/emergency-level";
import { useTold } from "@/components/told";
import { useChangeEmergency } from "@/features/emergency/api/emergency";
import { COLOURS, LEVELS } from "@/features/emergency/api/levels";

const ENTERED = {
  waterlogging: ["depth_cm", "rain_3h_mm", "rain_6h_mm", "rain_12h_mm"],
  fire: ["burnt_ha", "deaths", "injured", "weather_index"],
} as const;

export function ChangeForm({ emergency, onClose }: { emergency: Emergency; onClose: () => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Record<string, number | string | null>>();
  const change = useChangeEmergency(emergency);
  const told = useTold(t("emergency.changed"));
  const names = ENTERED[emergency.kind];
  const submit = (values: Record<string, number | string | null | undefined>) => {
    const pick = (keys: readonly string[]) => Object.fromEntries(keys.map((key) => [key, values[key] ?? null]));
    const body = { entered: pick(names), chosen: pick(["warning", "response", "grade"]) } as EmergencyChange;
    change.mutate(body, {
      ...told,
      onSuccess: () => {
        told.onSuccess();
        onClose();
      },
    });
  };
  return (
    <Modal open title={t("emergency.change")} okText={t("common.save")} cancelText={t("common.cancel")} confirmLoading={change.isPending} onOk={form.submit} onCancel={onClose}>
      <p className="quiet form-intro">{t("emergency.changeHint")}</p>
      <Form form={form} layout="vertical" requiredMark={false} initialValues={{ ...emergency.entered, ...emergency.chosen }} onFinish={submit}>
        <div className="form-row">
          <Form.Item name="response" label={t("emergency.response")}>
            <Select allowClear placeholder={t("emergency.asRules")} options={LEVELS.map((value) => ({ value, label: t("emergency.level", { level: ROMAN[value] }) }))} />
          </Form.Item>
          <Form.Item name="warning" label={t("emergency.warningColour")}>
            <Select allowClear placeholder={t("emergency.asRules")} options={COLOURS.map((value) => ({ value, label: t(`emergency.warning.${value}`) }))} />
          </Form.Item>
          <Form.Item name="grade" label={t("emergency.grade")}>
            <Select allowClear placeholder={t("emergency.asRules")} options={LEVELS.map((value) => ({ value, label: t("emergency.level", { level: ROMAN[value] }) }))} />
          </Form.Item>
        </div>
        <div className="form-row">
          {names.map((name) => (
            <Form.Item key={name} name={name} label={t(`emergency.measure.${name}`)}>
              <InputNumber min={0} />
            </Form.Item>
          ))}
        </div>
      </Form>
    </Modal>
  );
}
