/** Changing somebody's name, roles and language. */
import { App, Form, Input, Modal, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { User, UserChange } from "@/api/types";
import { useFormTrouble } from "@/components/form-trouble";
import { useChangeUser } from "@/features/users/api/users";
import { RoleSelect } from "@/features/users/components/role-select";
import { WAYS } from "@/features/users/components/user-form";
import { LANGUAGES } from "@/lib/languages";
import { useMe } from "@/lib/me";

const FIELDS = ["name", "roles", "language", "sign_in"] as const;
const FIELD_OF = { roles_conflict: "roles", role_misplaced: "roles", own_account: "roles", password_missing: "sign_in" };

export function UserEdit({ user, onClose }: { user: User; onClose: () => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const { message } = App.useApp();
  const [form] = Form.useForm<UserChange>();
  const change = useChangeUser(user);
  const { trouble, onError } = useFormTrouble(form, FIELDS, FIELD_OF);
  const required = { required: true, message: t("common.required") };
  const submit = (values: UserChange) =>
    change.mutate(values, {
      onSuccess: () => {
        void message.success(t("common.saved"));
        onClose();
      },
      onError,
    });
  const initial = { name: user.name, roles: user.roles, language: user.language, sign_in: user.sign_in };
  return (
    <Modal
      open
      title={t("users.edit", { name: user.name })}
      okText={t("common.save")}
      cancelText={t("common.cancel")}
      confirmLoading={change.isPending}
      onOk={form.submit}
      onCancel={onClose}
      afterOpenChange={() => form.focusField("name")}
    >
      {trouble}
      <Form form={form} layout="vertical" requiredMark={false} initialValues={initial} onFinish={submit}>
        <Form.Item name="name" label={t("users.form.name")} rules={[{ ...required, whitespace: true }]}>
          <Input autoComplete="off" />
        </Form.Item>
        {user.id !== me.user.id && (
          <Form.Item name="roles" label={t("users.form.roles")} extra={t("users.rolesHint")} rules={[{ ...required, type: "array", min: 1 }]}>
            <RoleSelect organization={user.owner_id} />
          </Form.Item>
        )}
        <Form.Item name="sign_in" label={t("users.signIn")} extra={t("users.signInHint")}>
          <Select options={WAYS.map((value) => ({ value, label: t(`users.method.${value}`) }))} />
        </Form.Item>
        <Form.Item name="language" label={t("users.form.language")}>
          <Select options={LANGUAGES} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
