/** Adding an organization below another one, or renaming one. */
import { App, Form, Input, Modal, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { Organization, OrganizationNew } from "@/api/types";
import { useFormTrouble } from "@/components/form-trouble";
import { OrganizationSelect } from "@/components/organization-select";
import { useAddOrganization, useChangeOrganization } from "@/features/organizations/api/organizations";
import { useOrganizations } from "@/lib/organizations";
import { useText } from "@/lib/text";
import { kindsBelow } from "@/lib/tree";
import { useUnsaved } from "@/lib/unsaved";

const FIELDS = ["parent_id", "kind", "name_zh", "name_en", "reason"] as const;
const FIELD_OF = { organization_misplaced: "kind" };
type Values = Required<OrganizationNew>;

export function OrganizationForm({ parent, onClose }: { parent: Organization; onClose: (added?: Organization) => void }) {
  const { t } = useTranslation();
  const text = useText();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const leave = useUnsaved(() => form.isFieldsTouched());
  const add = useAddOrganization();
  const { organizations } = useOrganizations();
  const { trouble, onError } = useFormTrouble(form, FIELDS, FIELD_OF);
  const parentId = Form.useWatch("parent_id", form) ?? parent.id;
  const kind = Form.useWatch("kind", form);
  const kinds = kindsBelow(organizations.find(({ id }) => id === parentId)?.kind ?? parent.kind);
  const required = { required: true, message: t("common.required") };
  const refit = (changed: Partial<Values>) => {
    if (!changed.parent_id) return;
    const offered = kindsBelow(organizations.find(({ id }) => id === changed.parent_id)?.kind ?? "");
    if (!offered.some((each) => each === form.getFieldValue("kind"))) form.setFieldsValue({ kind: offered[0] as Values["kind"] });
  };
  const submit = ({ reason, ...values }: Values) =>
    add.mutate(values.kind === "vendor" ? { ...values, reason } : values, {
      onSuccess: (added) => {
        void message.success(added.state === "waiting" ? t("organizations.addedWaiting", { name: text(added, "name") }) : t("organizations.added", { name: text(added, "name") }));
        onClose(added);
      },
      onError,
    });
  return (
    <Modal
      open
      title={t("organizations.add")}
      okText={t("organizations.add")}
      cancelText={t("common.cancel")}
      confirmLoading={add.isPending}
      onOk={form.submit}
      onCancel={() => leave(onClose)}
      afterOpenChange={() => form.focusField("name_zh")}
    >
      {trouble}
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ parent_id: parent.id, kind: kindsBelow(parent.kind)[0], reason: "" }}
        onValuesChange={refit}
        onFinish={submit}
      >
        <Form.Item name="parent_id" label={t("organizations.form.parent")} rules={[required]}>
          <OrganizationSelect fits={(each) => kindsBelow(each.kind).length > 0} />
        </Form.Item>
        <Form.Item name="kind" label={t("organizations.columns.kind")} rules={[required]} extra={t("organizations.form.kindHint")}>
          <Select options={kinds.map((value) => ({ value, label: t(`organizations.kind.${value}`) }))} />
        </Form.Item>
        <Names />
        {kind === "vendor" && (
          <Form.Item name="reason" label={t("organizations.form.reason")} extra={t("organizations.form.reasonHint")} rules={[required]}>
            <Input.TextArea className="grow" rows={2} maxLength={2000} />
          </Form.Item>
        )}
      </Form>
    </Modal>
  );
}

export function RenameForm({ organization, onClose }: { organization: Organization; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<Pick<Values, "name_zh" | "name_en">>();
  const change = useChangeOrganization(organization);
  const { trouble, onError } = useFormTrouble(form, FIELDS);
  const submit = (values: Pick<Values, "name_zh" | "name_en">) =>
    change.mutate(values, {
      onSuccess: () => {
        void message.success(t("common.saved"));
        onClose();
      },
      onError,
    });
  return (
    <Modal
      open
      title={t("organizations.rename")}
      okText={t("common.save")}
      cancelText={t("common.cancel")}
      confirmLoading={change.isPending}
      onOk={form.submit}
      onCancel={onClose}
      afterOpenChange={() => form.focusField("name_zh")}
    >
      {trouble}
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ name_zh: organization.name_zh, name_en: organization.name_en }}
        onFinish={submit}
      >
        <Names />
      </Form>
    </Modal>
  );
}

function Names() {
  const { t } = useTranslation();
  const required = { required: true, whitespace: true, message: t("common.required") };
  return (
    <>
      <Form.Item name="name_zh" label={t("organizations.form.nameZh")} rules={[required]}>
        <Input autoComplete="off" />
      </Form.Item>
      <Form.Item name="name_en" label={t("organizations.form.nameEn")} rules={[required]}>
        <Input autoComplete="off" />
      </Form.Item>
    </>
  );
}
