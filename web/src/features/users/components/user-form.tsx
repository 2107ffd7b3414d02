/** Adding a user. */
import { App, Form, Input, Modal, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { User, UserNew } from "@/api/types";
import { useFormTrouble } from "@/components/form-trouble";
import { usePasswordHint } from "@/components/new-password";
import { OrganizationSelect } from "@/components/organization-select";
import { useAddUser } from "@/features/users/api/users";
import { rolesFor } from "@/features/users/api/roles";
import { RoleSelect } from "@/features/users/components/role-select";
import { LANGUAGES } from "@/lib/languages";
import { useMe } from "@/lib/me";
import { useOrganizations } from "@/lib/organizations";
import { useRoles } from "@/lib/roles";
import { useUnsaved } from "@/lib/unsaved";

const FIELDS = ["login", "name", "password", "roles", "owner_id", "sign_in"] as const;
const FIELD_OF = { login_invalid: "login", login_taken: "login", password_weak: "password", password_missing: "password", roles_conflict: "roles", role_misplaced: "roles" };
export const WAYS = ["password", "oidc"] as const;

export function UserForm({ organization, onClose }: { organization: string | null; onClose: (added?: User) => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const { message } = App.useApp();
  const [form] = Form.useForm<UserNew>();
  const leave = useUnsaved(() => form.isFieldsTouched());
  const add = useAddUser();
  const hint = usePasswordHint(me.settings);
  const { organizations } = useOrganizations();
  const { roles } = useRoles();
  const { trouble, onError } = useFormTrouble(form, FIELDS, FIELD_OF);
  const owner = Form.useWatch("owner_id", form);
  const way = Form.useWatch("sign_in", form) ?? "password";
  const required = { required: true, message: t("common.required") };
  const refit = (changed: Partial<UserNew>) => {
    if (!changed.owner_id) return;
    const fitting = rolesFor(organizations.find(({ id }) => id === changed.owner_id)?.kind, roles);
    form.setFieldsValue({ roles: ((form.getFieldValue("roles") ?? []) as UserNew["roles"]).filter((role) => fitting.includes(role)) });
  };
  const submit = (values: UserNew) =>
    add.mutate(values, {
      onSuccess: (user) => {
        void message.success(t("users.added", { name: user.name }));
        onClose(user);
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
      onCancel={() => leave(onClose)}
      afterOpenChange={() => form.focusField("name")}
    >
      {trouble}
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ owner_id: organization ?? me.organization.id, language: "zh", roles: [], sign_in: "password" }}
        onValuesChange={refit}
        onFinish={submit}
      >
        <div className="form-row">
          <Form.Item name="name" label={t("users.form.name")} rules={[required]}>
            <Input autoComplete="off" />
          </Form.Item>
          <Form.Item name="login" label={t("users.form.login")} rules={[required]}>
            <Input autoComplete="off" spellCheck={false} />
          </Form.Item>
        </div>
        <Form.Item name="owner_id" label={t("users.form.organization")} rules={[required]}>
          <OrganizationSelect />
        </Form.Item>
        <Form.Item name="roles" label={t("users.form.roles")} rules={[{ ...required, type: "array", min: 1 }]}>
          <RoleSelect organization={owner} />
        </Form.Item>
        <Form.Item name="sign_in" label={t("users.signIn")}>
          <Select options={WAYS.map((value) => ({ value, label: t(`users.method.${value}`) }))} />
        </Form.Item>
        {way === "password" && (
          <Form.Item name="password" label={t("users.form.password")} extra={`${hint}${t("users.firstPasswordHint")}`} rules={[required]}>
            <Input.Password autoComplete="new-password" />
          </Form.Item>
        )}
        <Form.Item name="language" label={t("users.form.language")}>
          <Select options={LANGUAGES} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
