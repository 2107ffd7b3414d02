/** Registering a resource, or changing one. */
import { Form, Input, InputNumber, Modal, Select, Switch } from "antd";
import { useTranslation } from "react-i18next";
import type { Resource, ResourceNew } from "@/api/types";
import { useFormTrouble } from "@/components/form-trouble";
import { KINDS, useAddResource, useChangeResource } from "@/features/resources/api/resources";

const FIELDS = ["kind", "name", "quantity", "unit", "longitude", "latitude", "address", "contact", "phone"] as const;
const FIELD_OF = { resource_name_taken: "name" };
type Values = ResourceNew & { enabled?: boolean };

/** `row` null: a new one. */
export function ResourceForm({ row, onClose }: { row: Resource | null; onClose: () => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Values>();
  const add = useAddResource();
  const change = useChangeResource();
  const { trouble, onError } = useFormTrouble(form, FIELDS, FIELD_OF);
  const required = [{ required: true, message: t("common.required") }];
  const then = { onError, onSuccess: onClose };
  const submit = (values: Values) => (row === null ? add.mutate(values, then) : change.mutate({ row, body: values }, then));
  return (
    <Modal
      open
      title={row === null ? t("resources.add") : t("resources.edit")}
      okText={t("common.save")}
      cancelText={t("common.cancel")}
      confirmLoading={add.isPending || change.isPending}
      onOk={form.submit}
      onCancel={onClose}
      afterOpenChange={() => form.focusField("name")}
    >
      {trouble}
      <Form form={form} layout="vertical" requiredMark={false} initialValues={row ?? { kind: "pump", quantity: 1 }} onFinish={submit}>
        <div className="form-row">
          <Form.Item name="kind" label={t("resources.columns.kind")}>
            <Select options={KINDS.map((value) => ({ value, label: t(`resources.kind.${value}`) }))} />
          </Form.Item>
          <Form.Item name="name" label={t("resources.columns.name")} rules={required}>
            <Input />
          </Form.Item>
        </div>
        <div className="form-row">
          <Form.Item name="quantity" label={t("resources.columns.quantity")} rules={required}>
            <InputNumber min={0} />
          </Form.Item>
          <Form.Item name="unit" label={t("resources.unit")}>
            <Input />
          </Form.Item>
        </div>
        <div className="form-row">
          <Form.Item name="longitude" label={t("water.form.longitude")} rules={required}>
            <InputNumber min={-180} max={180} step={0.0001} />
          </Form.Item>
          <Form.Item name="latitude" label={t("water.form.latitude")} rules={required}>
            <InputNumber min={-90} max={90} step={0.0001} />
          </Form.Item>
        </div>
        <Form.Item name="address" label={t("resources.columns.address")}>
          <Input />
        </Form.Item>
        <div className="form-row">
          <Form.Item name="contact" label={t("resources.columns.contact")}>
            <Input />
          </Form.Item>
          <Form.Item name="phone" label={t("resources.phone")}>
            <Input />
          </Form.Item>
        </div>
        {row !== null && (
          <Form.Item name="enabled" label={t("resources.canBeSent")} valuePropName="checked">
            <Switch />
          </Form.Item>
        )}
      </Form>
    </Modal>
  );
}
