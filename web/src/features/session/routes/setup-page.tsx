/** The first setup, behind its one-time link. */
import { Alert, App, Button, Form, Input } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate, useSearchParams } from "react-router";
import { useFormTrouble } from "@/components/form-trouble";
import { NewPassword } from "@/components/new-password";
import { type SetupForm, useSetUp, useSetupNeeded } from "@/features/session/api/session";
import { PlainPage } from "@/features/session/components/plain-page";

const FIELD_OF = { login_invalid: "login", login_taken: "login", password_weak: "password" };
const FIELDS = ["organization_zh", "organization_en", "name", "login", "password"] as const;

export function SetupPage() {
  const { t } = useTranslation();
  const [params] = useSearchParams();
  const token = params.get("token") ?? "";
  return (
    <PlainPage title={t("setup.title")}>
      {token === "" ? <Alert type="warning" showIcon description={t("setup.noToken")} /> : <SetupFields token={token} />}
    </PlainPage>
  );
}

function SetupFields({ token }: { token: string }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const [form] = Form.useForm<SetupForm>();
  const setUp = useSetUp(token);
  const setup = useSetupNeeded();
  const { trouble, onError } = useFormTrouble(form, FIELDS, FIELD_OF);
  const required = { required: true, message: t("common.required") };
  const submit = ({ login, password, name, organization_zh, organization_en }: SetupForm) =>
    setUp.mutate({ login, password, name, organization_zh, organization_en }, {
      onSuccess: () => {
        void message.success(t("setup.done"));
        void navigate("/", { replace: true });
      },
      onError,
    });
  return (
    <>
      <p className="quiet">{t("setup.intro")}</p>
      {trouble}
      <Form form={form} layout="vertical" requiredMark={false} onFinish={submit}>
        <Form.Item name="organization_zh" label={t("setup.organizationZh")} rules={[required]}>
          <Input autoComplete="organization" />
        </Form.Item>
        <Form.Item name="organization_en" label={t("setup.organizationEn")} rules={[required]}>
          <Input />
        </Form.Item>
        <Form.Item name="name" label={t("setup.name")} rules={[required]}>
          <Input autoComplete="name" />
        </Form.Item>
        <Form.Item name="login" label={t("session.login")} rules={[required]}>
          <Input autoComplete="username" />
        </Form.Item>
        <NewPassword label={t("session.password")} policy={setup.data} />
        <Button type="primary" htmlType="submit" size="large" block loading={setUp.isPending}>
          {t("setup.submit")}
        </Button>
      </Form>
    </>
  );
}
