/** Asking a device (ONVIF) for its streams and choosing one. */
import { Alert, Button, Form, Input, InputNumber, Modal } from "antd";
import { useTranslation } from "react-i18next";
import type { CameraLookup as Answer } from "@/api/types";
import { useFormTrouble } from "@/components/form-trouble";
import { type Device, useLookup } from "@/features/cameras/api/trial";
import { codecName } from "@/features/cameras/components/camera-stream";
import "@/features/cameras/components/intake.css";
import { capital, useWords } from "@/lib/text";

export type FoundStream = Answer["streams"][number];
const FIELDS = ["host", "port", "user", "password"] as const;

export function CameraLookup({ onChoose, onClose }: { onChoose: (stream: FoundStream) => void; onClose: () => void }) {
  const { t } = useTranslation();
  const words = useWords();
  const [form] = Form.useForm<Device>();
  const { mutate, data, isPending } = useLookup();
  const { trouble, onError } = useFormTrouble(form, FIELDS);
  const required = { required: true, message: t("common.required") };
  return (
    <Modal
      open
      title={t("intake.lookup.title")}
      okText={t("intake.lookup.ask")}
      cancelText={t("common.cancel")}
      confirmLoading={isPending}
      onOk={form.submit}
      onCancel={onClose}
      afterOpenChange={() => form.focusField("host")}
    >
      <p className="quiet form-intro">{t("intake.lookup.hint")}</p>
      {trouble}
      <Form form={form} layout="vertical" requiredMark={false} initialValues={{ user: "", password: "" }} onFinish={(device) => mutate(device, { onError })}>
        <div className="form-row">
          <Form.Item name="host" label={t("intake.lookup.host")} rules={[required]}>
            <Input className="mono" spellCheck={false} placeholder="10.0.0.8" />
          </Form.Item>
          <Form.Item name="port" label={t("intake.lookup.port")}>
            <InputNumber className="wide" min={1} max={65_535} precision={0} controls={false} placeholder="80" />
          </Form.Item>
        </div>
        <div className="form-row">
          <Form.Item name="user" label={t("intake.lookup.user")}>
            <Input autoComplete="off" spellCheck={false} />
          </Form.Item>
          <Form.Item name="password" label={t("session.password")}>
            <Input.Password autoComplete="new-password" />
          </Form.Item>
        </div>
      </Form>
      {data !== undefined && data.reason !== null && <Alert type="error" showIcon title={capital(words(data.reason))} />}
      {data !== undefined && data.streams.length > 0 && <Streams device={data} onChoose={onChoose} />}
    </Modal>
  );
}

function Streams({ device: { manufacturer, model, streams }, onChoose }: { device: Answer; onChoose: (stream: FoundStream) => void }) {
  const { t } = useTranslation();
  return (
    <section className="section">
      <h2>{`${manufacturer} ${model}`.trim() || t("intake.lookup.found")}</h2>
      <ul className="lookup-streams">
        {streams.map((stream) => (
          <li key={stream.ticket}>
            <div>
              <div className="strong">
                {t(`intake.lookup.role.${stream.role}`)} <span className="quiet">{stream.name}</span>
              </div>
              <div className="quiet">{traits(stream, (value) => t("intake.trial.fpsValue", { value }))}</div>
              <code>{stream.url}</code>
            </div>
            <Button onClick={() => onChoose(stream)}>{t("intake.lookup.choose")}</Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function traits({ codec, width, height, fps }: FoundStream, rate: (value: number) => string): string {
  const size = width === null || height === null ? null : `${width} × ${height}`;
  return [codec && codecName(codec), size, fps === null ? null : rate(fps)].filter(Boolean).join(" · ");
}
