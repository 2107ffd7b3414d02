/** Adding one rule: which matters, where, whose. */
import { Form, Input, Modal } from "antd";
import { useTranslation } from "react-i18next";
import type { ResponsibilityNew } from "@/api/types";
import { useFormTrouble } from "@/components/form-trouble";
import { OrganizationSelect } from "@/components/organization-select";
import { useAddResponsibility } from "@/features/responsibilities/api/responsibilities";

const FIELDS = ["matter", "area", "unit_id"] as const;
const KINDS = ["district", "department", "unit"];

export function ResponsibilityForm({ organization_id, onClose }: { organization_id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<ResponsibilityNew>();
  const add = useAddResponsibility(organization_id);
  const { trouble, onError } = useFormTrouble(form, FIELDS);
  const digits = (lengths: string, message: string) => ({ pattern: new RegExp(`^(${lengths})?$`), message });
  return (
    <Modal
      open
      title={t("responsibilities.add")}
      okText={t("responsibilities.add")}
      cancelText={t("common.cancel")}
      confirmLoading={add.isPending}
      onOk={form.submit}
      onCancel={onClose}
      afterOpenChange={() => form.focusField("matter")}
    >
      {trouble}
      <Form form={form} layout="vertical" requiredMark={false} initialValues={{ matter: "", area: "" }} onFinish={(values) => add.mutate(values, { onError, onSuccess: onClose })}>
        <Form.Item name="matter" label={t("responsibilities.columns.matter")} extra={t("responsibilities.matterHint")} rules={[digits("\\d{2}|\\d{5}", t("responsibilities.matterWrong"))]}>
          <Input className="mono" placeholder="06014" maxLength={5} />
        </Form.Item>
        <Form.Item name="area" label={t("responsibilities.columns.area")} extra={t("responsibilities.areaHint")} rules={[digits("\\d{6}|\\d{9}|\\d{15}", t("responsibilities.areaWrong"))]}>
          <Input className="mono" placeholder="370202001" maxLength={15} />
        </Form.Item>
        <Form.Item name="unit_id" label={t("responsibilities.columns.unit")} extra={t("responsibilities.unitHint")} rules={[{ required: true, message: t("common.required") }]}>
          <OrganizationSelect fits={({ id, kind }) => KINDS.includes(kind) && id !== organization_id} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
