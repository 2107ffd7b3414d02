/** What is to be done between the password and the console, one step at a time. */
import { App, Button } from "antd";
import { useTranslation } from "react-i18next";
import { ChangePassword } from "@/components/change-password";
import { CodeForm } from "@/components/code-form";
import { Enrol } from "@/components/enrol";
import { useSignOut } from "@/features/session/api/session";
import { PlainPage } from "@/features/session/components/plain-page";
import { useMe } from "@/lib/me";

export function DutyPage() {
  const { t } = useTranslation();
  const { user, pending, totp } = useMe();
  const { message } = App.useApp();
  const signOut = useSignOut();
  // The second factor comes first: until it is given, the server lets nobody choose a password.
  const step = !pending.includes("totp") ? "password" : totp === "needed" ? "enrol" : "code";
  return (
    <PlainPage key={step} title={t(`duties.${step}.title`)}>
      <p className="quiet">{t(`duties.${step}.why`, { login: user.login })}</p>
      {step === "enrol" && <Enrol onDone={() => void message.success(t("code.enrolled"))} />}
      {step === "code" && <CodeForm submit={t("code.give")} onDone={() => undefined} />}
      {step === "password" && <ChangePassword onDone={() => void message.success(t("password.changed"))} />}
      <Button type="text" block className="plain-cancel" loading={signOut.isPending} onClick={() => signOut.mutate()}>
        {t("duties.cancel")}
      </Button>
      <p className="quiet plain-foot">
        {step !== "password" && pending.includes("password") && `${t("duties.next")} `}
        {t("duties.patience")}
      </p>
    </PlainPage>
  );
}
