/** Signing in. */
import { Alert, Button, Form, Input } from "antd";
import { useTranslation } from "react-i18next";
import { Trouble } from "@/components/trouble";
import { useEnded, useSetupNeeded, useSignIn } from "@/features/session/api/session";
import { PlainPage } from "@/features/session/components/plain-page";
import { ProviderButton, ProviderTrouble } from "@/features/session/components/provider-sign-in";

export function LoginPage() {
  const { t } = useTranslation();
  const signIn = useSignIn();
  const setup = useSetupNeeded();
  const ended = useEnded();
  return (
    <PlainPage title={t("session.title")}>
      {setup.data?.needed === true && <Alert type="info" showIcon description={t("session.setupHint")} />}
      {ended !== undefined && signIn.error === null && <Alert type="warning" showIcon description={t(`session.ended.${ended}`)} />}
      {signIn.error !== null ? <Trouble error={signIn.error} /> : <ProviderTrouble />}
      <Form layout="vertical" requiredMark={false} onFinish={(values: { login: string; password: string }) => signIn.mutate(values)}>
        <Form.Item name="login" label={t("session.login")} rules={[{ required: true, message: t("common.required") }]}>
          {/* The only thing to do on this page is to sign in. */}
          {/* eslint-disable-next-line jsx-a11y/no-autofocus */}
          <Input autoFocus autoComplete="username" size="large" />
        </Form.Item>
        <Form.Item name="password" label={t("session.password")} rules={[{ required: true, message: t("common.required") }]}>
          <Input.Password autoComplete="current-password" size="large" />
        </Form.Item>
        <Button type="primary" htmlType="submit" size="large" block loading={signIn.isPending}>
          {t("session.submit")}
        </Button>
      </Form>
      <ProviderButton />
    </PlainPage>
  );
}
