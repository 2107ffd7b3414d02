/** Registering a sensor, or changing one. */
import { Form, Input, InputNumber, Modal, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { WaterSensor, WaterSensorNew } from "@/api/types";
import { useCoordinateSystems } from "@/components/coordinate-systems";
import { useFormTrouble } from "@/components/form-trouble";
import { useAddSensor, useChangeSensor } from "@/features/water/api/water";

const FIELDS = ["device", "name", "place", "longitude", "latitude", "coordinate_system", "reach_m", "silent_after_s"] as const;
const FIELD_OF = { sensor_device_taken: "device" };
const USUAL = { reach_m: 30, silent_after_s: 900, place: "", coordinate_system: "wgs84" } as const;

export function SensorNew({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const add = useAddSensor();
  return <SensorForm title={t("water.addSensor")} start={USUAL} pending={add.isPending} onSubmit={(values, onError) => add.mutate(values, { onError, onSuccess: onClose })} onClose={onClose} />;
}

export function SensorEdit({ sensor, onClose }: { sensor: WaterSensor; onClose: () => void }) {
  const { t } = useTranslation();
  const change = useChangeSensor(sensor);
  // Its position is told in WGS-84, whatever it was given in.
  const start = { ...Object.fromEntries(FIELDS.map((name) => [name, sensor[name]])), coordinate_system: "wgs84" } as const;
  return <SensorForm title={t("water.editSensor")} start={start} pending={change.isPending} onSubmit={(values, onError) => change.mutate(values, { onError, onSuccess: onClose })} onClose={onClose} />;
}

type Props = { title: string; start: Partial<WaterSensorNew>; pending: boolean; onSubmit: (values: WaterSensorNew, onError: (error: unknown) => void) => void; onClose: () => void };

function SensorForm({ title, start, pending, onSubmit, onClose }: Props) {
  const { t } = useTranslation();
  const [form] = Form.useForm<WaterSensorNew>();
  const { trouble, onError } = useFormTrouble(form, FIELDS, FIELD_OF);
  const systems = useCoordinateSystems();
  const required = [{ required: true, message: t("common.required") }];
  return (
    <Modal open title={title} okText={t("common.save")} cancelText={t("common.cancel")} confirmLoading={pending} onOk={form.submit} onCancel={onClose} afterOpenChange={() => form.focusField("device")}>
      {trouble}
      <Form form={form} layout="vertical" requiredMark={false} initialValues={start} onFinish={(values) => onSubmit(values, onError)}>
        <Form.Item name="device" label={t("water.form.device")} extra={t("water.form.deviceHint")} rules={required}>
          <Input className="mono" />
        </Form.Item>
        <Form.Item name="name" label={t("water.form.name")} rules={required}>
          <Input />
        </Form.Item>
        <Form.Item name="place" label={t("water.form.place")}>
          <Input />
        </Form.Item>
        <div className="form-row">
          <Form.Item name="longitude" label={t("water.form.longitude")} rules={required}>
            <InputNumber min={-180} max={180} step={0.0001} />
          </Form.Item>
          <Form.Item name="latitude" label={t("water.form.latitude")} rules={required}>
            <InputNumber min={-90} max={90} step={0.0001} />
          </Form.Item>
          <Form.Item name="coordinate_system" label={t("coordinates.system")}>
            <Select options={systems} />
          </Form.Item>
        </div>
        <div className="form-row">
          <Form.Item name="reach_m" label={t("water.form.reach")} extra={t("water.form.reachHint")} rules={required}>
            <InputNumber min={1} max={2000} suffix="m" />
          </Form.Item>
          <Form.Item name="silent_after_s" label={t("water.form.silence")} rules={required}>
            <InputNumber min={10} max={86400} suffix="s" />
          </Form.Item>
        </div>
      </Form>
    </Modal>
  );
}
