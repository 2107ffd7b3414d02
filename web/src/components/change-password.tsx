/** Choosing another password of one's own. */
import { Button, Form, Input } from "antd";
import { useTranslation } from "react-i18next";
import { useFormTrouble } from "@/components/form-trouble";
import { NewPassword } from "@/components/new-password";
import { useMe } from "@/lib/me";
import { useChangePassword } from "@/lib/own-account";

const FIELDS = ["current", "new"] as const;
const FIELD_OF = { password_wrong: "current", password_weak: "new", password_reused: "new" };
type Values = { current: string; new: string };

export function ChangePassword({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const { user, settings } = useMe();
  const [form] = Form.useForm<Values>();
  const change = useChangePassword();
  const { trouble, onError } = useFormTrouble(form, FIELDS, FIELD_OF);
  const submit = ({ current, new: wanted }: Values) => change.mutateAsync({ current, new: wanted }).then(onDone, onError);
  return (
    <Form form={form} layout="vertical" requiredMark={false} onFinish={submit}>
      {trouble}
      {/* For the password's keeper: whose it is. */}
      <input type="text" name="username" autoComplete="username" value={user.login} readOnly hidden />
      <Form.Item name="current" label={t("password.current")} rules={[{ required: true, message: t("common.required") }]}>
        {/* One comes here to type it. */}
        {/* eslint-disable-next-line jsx-a11y/no-autofocus */}
        <Input.Password autoFocus autoComplete="current-password" />
      </Form.Item>
      <NewPassword name="new" label={t("password.new")} policy={settings} />
      <Button type="primary" htmlType="submit" size="large" block loading={change.isPending}>
        {t("password.change")}
      </Button>
    </Form>
  );
}
