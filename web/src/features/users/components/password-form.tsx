/** Giving somebody a new password; he is asked for one of his own at the next sign-in. */
import { App, Form, Modal } from "antd";
import { useTranslation } from "react-i18next";
import type { User } from "@/api/types";
import { useFormTrouble } from "@/components/form-trouble";
import { NewPassword } from "@/components/new-password";
import { useChangeUser } from "@/features/users/api/users";
import { useMe } from "@/lib/me";

const FIELD_OF = { password_weak: "password", password_reused: "password" };
type Values = { password: string };

export function PasswordForm({ user, onClose }: { user: User; onClose: () => void }) {
  const { t } = useTranslation();
  const { settings } = useMe();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const change = useChangeUser(user);
  const { trouble, onError } = useFormTrouble(form, ["password"], FIELD_OF);
  const submit = ({ password }: Values) =>
    change.mutate(
      { password },
      {
        onSuccess: () => {
          void message.success(t("users.passwordSet", { name: user.name }));
          onClose();
        },
        onError,
      },
    );
  return (
    <Modal
      open
      title={t("users.passwordFor", { name: user.name })}
      okText={t("users.setPassword")}
      cancelText={t("common.cancel")}
      confirmLoading={change.isPending}
      onOk={form.submit}
      onCancel={onClose}
      afterOpenChange={() => form.focusField("password")}
    >
      {trouble}
      <p className="quiet form-intro">{t("users.passwordHint")}</p>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={submit}>
        <NewPassword label={t("password.new")} policy={settings} />
      </Form>
    </Modal>
  );
}
