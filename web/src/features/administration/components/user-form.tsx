/** Adding a user. */
import { App, Form, Input, Modal, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { UserNew } from "@/api/types";
import { useFormTrouble } from "@/components/form-trouble";
import { useAddUser, useOrganizations } from "@/features/administration/api/administration";
import { useMe } from "@/lib/me";
import { useText } from "@/lib/text";

const FIELDS = ["login", "name", "password", "roles", "owner_id"] as const;
const FIELD_OF = { login_invalid: "login", login_taken: "login", password_weak: "password", roles_conflict: "roles" };
export const ROLES: readonly UserNew["roles"][number][] = ["dispatcher", "subscriber", "handler", "viewer", "vendor", "system", "security", "audit"];

export function UserForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const text = useText();
  const { organization } = useMe();
  const { message } = App.useApp();
  const [form] = Form.useForm<UserNew>();
  const add = useAddUser();
  const { trouble, onError } = useFormTrouble(form, FIELDS, FIELD_OF);
  const organizations = useOrganizations();
  const required = { required: true, message: t("common.required") };
  const submit = (values: UserNew) =>
    add.mutate(values, {
      onSuccess: ({ name }) => {
        void message.success(t("users.added", { name }));
        onClose();
      },
      onError,
    });
  return (
    <Modal
      open
      title={t("users.add")}
      okText={t("users.add")}
      cancelText={t("common.cancel")}
      confirmLoading={add.isPending}
      onOk={form.submit}
      onCancel={onClose}
      afterOpenChange={() => form.focusField("name")}
    >
      {trouble}
      <Form form={form} layout="vertical" requiredMark={false} initialValues={{ owner_id: organization.id, language: "zh" }} onFinish={submit}>
        <Form.Item name="name" label={t("users.form.name")} rules={[required]}>
          <Input autoComplete="off" />
        </Form.Item>
        <Form.Item name="login" label={t("users.form.login")} rules={[required]}>
          <Input autoComplete="off" />
        </Form.Item>
        <Form.Item name="password" label={t("users.form.password")} extra={t("setup.passwordHint")} rules={[required]}>
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Form.Item name="roles" label={t("users.form.roles")} rules={[required]}>
          <Select mode="multiple" options={ROLES.map((value) => ({ value, label: t(`users.role.${value}`) }))} />
        </Form.Item>
        <Form.Item name="owner_id" label={t("users.form.organization")}>
          <Select options={organizations.map((each) => ({ value: each.id, label: text(each, "name") }))} />
        </Form.Item>
        <Form.Item name="language" label={t("users.form.language")}>
          <Select
            options={[
              { value: "zh", label: "中文" },
              { value: "en", label: "English" },
            ]}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
