/** Uploading a test set: what it covers, its archive, how far it has come. */
import { InboxOutlined, MinusCircleOutlined, PlusOutlined } from "@ant-design/icons";
import { AutoComplete, Button, Form, Input, InputNumber, Modal, Progress, Select, Upload } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { TestSetUpload } from "@/api/types";
import { useFormTrouble } from "@/components/form-trouble";
import { SCENES, useEventTypes, useSendTestSet, type Values } from "@/features/test-sets/api/test-sets";
import { resumable } from "@/lib/send-parts";
import { useText } from "@/lib/text";
import { useUnsaved } from "@/lib/unsaved";

const FIELDS = ["name", "covers", "scene", "negative_hours"] as const;

export function TestSetForm({ rows, onSent, onClose }: { rows: readonly TestSetUpload[]; onSent: (id: string) => void; onClose: () => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Values>();
  const [file, setFile] = useState<File>();
  const [share, setShare] = useState<number>();
  const control = useRef<AbortController>(undefined);
  const sending = useSendTestSet();
  const leave = useUnsaved(() => sending.data === undefined && form.isFieldsTouched());
  const { trouble, onError } = useFormTrouble(form, FIELDS);
  const submit = (values: Values) => {
    if (file === undefined) return;
    control.current = new AbortController();
    setShare(0);
    const how = { onSuccess: onSent, onSettled: () => setShare(undefined), onError: (error: Error) => error.name !== "AbortError" && onError(error) };
    sending.mutate({ values, file, resumed: resumable(rows, file), onShare: setShare, signal: control.current.signal }, how);
  };
  const stop = () => (share === undefined ? leave(onClose) : control.current?.abort());
  return (
    <Modal
      open
      width={640}
      title={t("testSets.add")}
      okText={t("testSets.send")}
      cancelText={share === undefined ? t("common.cancel") : t("testSets.pause")}
      okButtonProps={{ disabled: file === undefined }}
      confirmLoading={share !== undefined}
      onOk={form.submit}
      onCancel={stop}
      afterOpenChange={() => form.focusField("name")}
    >
      {trouble}
      <Form form={form} layout="vertical" requiredMark={false} onFinish={submit} disabled={share !== undefined} initialValues={{ covers: [{}] }}>
        <Form.Item name="name" label={t("testSets.form.name")} extra={t("testSets.form.nameHint")} rules={[{ required: true, whitespace: true, message: t("common.required") }]}>
          <Input maxLength={200} />
        </Form.Item>
        <Covers />
        <Form.Item name="scene" label={t("testSets.form.scene")} extra={t("testSets.form.sceneHint")}>
          <Select allowClear placeholder="scenes.csv" options={SCENES.map((value) => ({ value, label: t(`testSets.scene.${value}`) }))} />
        </Form.Item>
        <Form.Item name="negative_hours" label={t("testSets.form.hours")} extra={t("testSets.form.hoursHint")}>
          <InputNumber min={0.01} max={100_000} step={0.5} />
        </Form.Item>
        <Archive file={file} onFile={setFile} />
      </Form>
      {share !== undefined && <Progress percent={Math.floor(share * 100)} status="normal" aria-label={t("testSets.sending")} />}
    </Modal>
  );
}

function Covers() {
  const { t } = useTranslation();
  const text = useText();
  const { data = [] } = useEventTypes();
  const known = data.map((one) => ({ value: one.event_type, label: `${text(one, "title")} · ${one.event_type}` }));
  const needed = [{ required: true, message: t("common.required") }];
  return (
    <Form.Item label={t("testSets.form.covers")} extra={t("testSets.form.coversHint")}>
      <Form.List name="covers">
        {(fields, { add, remove }) => (
          <>
            {fields.map((field) => (
              <div key={field.key} className="test-set-event">
                <Form.Item name={[field.name, "event_type"]} rules={needed} noStyle>
                  <AutoComplete options={known} placeholder={t("testSets.form.event")} aria-label={t("testSets.form.event")} popupMatchSelectWidth={false} />
                </Form.Item>
                <Form.Item name={[field.name, "classes"]} rules={needed} noStyle>
                  <Select mode="tags" open={false} suffix={null} tokenSeparators={[",", "，", " "]} placeholder={t("testSets.form.classes")} aria-label={t("testSets.form.classes")} />
                </Form.Item>
                <Button type="text" icon={<MinusCircleOutlined />} aria-label={t("common.delete")} disabled={fields.length === 1} onClick={() => remove(field.name)} />
              </div>
            ))}
            <Button type="dashed" icon={<PlusOutlined />} onClick={() => add({})}>
              {t("testSets.form.more")}
            </Button>
          </>
        )}
      </Form.List>
    </Form.Item>
  );
}

function Archive({ file, onFile }: { file: File | undefined; onFile: (file: File) => void }) {
  const { t } = useTranslation();
  const take = (chosen: File) => {
    onFile(chosen);
    return false;
  };
  return (
    <Upload.Dragger accept=".zip" beforeUpload={take} showUploadList={false} maxCount={1}>
      <InboxOutlined className="test-set-icon" />
      <p>{file === undefined ? t("testSets.form.drop") : `${file.name} · ${(file.size / 1e6).toFixed(1)} MB`}</p>
      <p className="quiet">{t("testSets.form.dropHint")}</p>
    </Upload.Dragger>
  );
}
