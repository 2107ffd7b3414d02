/** Adding or changing a camera. */
import { SearchOutlined } from "@ant-design/icons";
import { App, Button, Form, Input, InputNumber, Modal, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Camera, CameraNew } from "@/api/types";
import { useCoordinateSystems } from "@/components/coordinate-systems";
import { useFormTrouble } from "@/components/form-trouble";
import { useSaveCamera } from "@/features/cameras/api/cameras";
import { CATALOGUE_FIELDS, catalogueChange, CatalogueFields, catalogueOf } from "@/features/cameras/components/camera-catalogue";
import { type Target, useAddFound } from "@/features/cameras/api/trial";
import { CameraLookup, type FoundStream } from "@/features/cameras/components/camera-lookup";
import { CameraTrial } from "@/features/cameras/components/camera-trial";
import "@/features/cameras/components/cameras.css";
import { useCan } from "@/lib/me";
import { useUnsaved } from "@/lib/unsaved";

const FIELDS = ["name_zh", "name_en", "url", "place", "longitude", "latitude", "coordinate_system", ...CATALOGUE_FIELDS] as const;
const FIELD_OF = { camera_url_invalid: "url", gb_id_taken: "gb_id", position_invalid: "latitude" };
type Values = Omit<CameraNew, "owner_id">;

export function CameraForm({ camera, onClose }: { camera?: Camera; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const can = useCan();
  const systems = useCoordinateSystems();
  const save = useSaveCamera(camera);
  const addFound = useAddFound();
  const [looksUp, setLooksUp] = useState(false);
  const [found, setFound] = useState<FoundStream>();
  const leave = useUnsaved(() => found !== undefined || form.isFieldsTouched());
  const { trouble, onError } = useFormTrouble(form, FIELDS, FIELD_OF);
  const required = { required: true, message: t("common.required") };
  const submit = ({ url, gb_id, ...plain }: Values) => {
    const values = { ...plain, ...catalogueChange({ gb_id, ...plain }, camera) };
    const onSuccess = (saved: { name_zh: string }) => {
      void message.success(camera === undefined ? t("cameras.added", { name: saved.name_zh }) : t("cameras.saved"));
      onClose();
    };
    if (found === undefined) save.mutate({ ...values, ...(url ? { url } : {}) }, { onSuccess, onError });
    else addFound.mutate({ ...values, ticket: found.ticket }, { onSuccess, onError });
  };
  const choose = (stream: FoundStream) => {
    setFound(stream);
    form.setFieldsValue({ url: stream.url });
    setLooksUp(false);
  };
  const forget = () => {
    setFound(undefined);
    form.setFieldsValue({ url: "" });
  };
  const target = (): Target | null => {
    const url = ((form.getFieldValue("url") ?? "") as string).trim();
    if (found !== undefined) return { ticket: found.ticket };
    if (url !== "") return { url };
    if (camera !== undefined) return { camera_id: camera.id };
    form.setFields([{ name: "url", errors: [t("common.required")] }]);
    return null;
  };
  return (
    <Modal
      open
      title={camera === undefined ? t("cameras.add") : t("cameras.edit")}
      okText={camera === undefined ? t("cameras.add") : t("common.save")}
      cancelText={t("common.cancel")}
      confirmLoading={save.isPending || addFound.isPending}
      onOk={form.submit}
      onCancel={() => leave(onClose)}
      afterOpenChange={() => form.focusField("name_zh")}
    >
      {trouble}
      <Form form={form} layout="vertical" requiredMark={false} initialValues={starting(camera)} onFinish={submit}>
        <div className="form-row">
          <Form.Item name="name_zh" label={t("cameras.form.nameZh")} rules={[required]}>
            <Input />
          </Form.Item>
          <Form.Item name="name_en" label={t("cameras.form.nameEn")} rules={[required]}>
            <Input />
          </Form.Item>
        </div>
        <Form.Item
          name="url"
          label={t("cameras.form.url")}
          extra={found !== undefined ? t("intake.lookup.kept") : camera === undefined ? t("cameras.form.urlHint") : t("cameras.form.urlKept", { url: camera.url })}
          rules={camera === undefined ? [required] : []}
        >
          <Input className="mono" autoComplete="off" spellCheck={false} placeholder="rtsp://" disabled={found !== undefined} />
        </Form.Item>
        <div className="form-tools">
          {camera === undefined && can("camera.lookup") && (
            <Button icon={<SearchOutlined />} onClick={() => setLooksUp(true)}>
              {t("intake.lookup.title")}
            </Button>
          )}
          {found !== undefined && <Button onClick={() => forget()}>{t("intake.lookup.type")}</Button>}
          <CameraTrial key={found?.ticket ?? "typed"} target={target} />
        </div>
        <Form.Item name="place" label={t("cameras.form.place")}>
          <Input />
        </Form.Item>
        <div className="form-row">
          <Form.Item name="longitude" label={t("cameras.form.longitude")}>
            <InputNumber className="wide" min={-180} max={180} step={0.000001} controls={false} />
          </Form.Item>
          <Form.Item name="latitude" label={t("cameras.form.latitude")}>
            <InputNumber className="wide" min={-90} max={90} step={0.000001} controls={false} />
          </Form.Item>
          <Form.Item name="coordinate_system" label={t("coordinates.system")}>
            <Select options={systems} />
          </Form.Item>
        </div>
        <CatalogueFields />
      </Form>
      {looksUp && <CameraLookup onChoose={choose} onClose={() => setLooksUp(false)} />}
    </Modal>
  );
}

function starting(camera: Camera | undefined): Partial<Values> {
  if (camera === undefined) return { coordinate_system: "wgs84", place: "", ...catalogueOf(camera) };
  const { name_zh, name_en, place, longitude, latitude } = camera;
  return { name_zh, name_en, place, longitude, latitude, coordinate_system: "wgs84", ...catalogueOf(camera) };
}
