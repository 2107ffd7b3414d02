/** How one proves who one is: the way in, the password, the second factor. */
import { KeyOutlined, MobileOutlined } from "@ant-design/icons";
import { App, Button, Modal } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Account } from "@/api/types";
import { ChangePassword } from "@/components/change-password";
import { Enrol } from "@/components/enrol";
import { SecondFactor } from "@/components/second-factor";
import { When } from "@/components/when";
import { useCan, useMe } from "@/lib/me";

export function Proofs({ account }: { account: Account }) {
  const { t } = useTranslation();
  const can = useCan();
  const { settings } = useMe();
  const { message } = App.useApp();
  const [form, setForm] = useState<"password" | "enrol" | null>(null);
  const byPassword = account.sign_in === "password";
  const enrols = can("account.totp") && settings.totp !== "off" && account.totp_confirmed_at === null;
  const done = (words: string) => () => {
    void message.success(words);
    setForm(null);
  };
  return (
    <section className="section">
      <h2>{t("account.proofs.title")}</h2>
      <dl className="facts">
        <dt>{t("users.signIn")}</dt>
        <dd>{t(`users.method.${account.sign_in}`)}</dd>
        {byPassword && <PasswordFacts account={account} />}
        <dt>{t("users.totp.title")}</dt>
        <dd>
          <SecondFactor state={account.totp} />
          {account.totp_confirmed_at !== null && (
            <div className="quiet">
              {t("account.proofs.since")} <When at={account.totp_confirmed_at} />
            </div>
          )}
          {account.totp === "enrolled" && <div className="quiet">{t("account.proofs.lost")}</div>}
        </dd>
      </dl>
      <div className="actions">
        {byPassword && can("account.password") && (
          <Button icon={<KeyOutlined />} onClick={() => setForm("password")}>
            {t("password.change")}
          </Button>
        )}
        {enrols && (
          <Button icon={<MobileOutlined />} onClick={() => setForm("enrol")}>
            {t("account.proofs.enrol")}
          </Button>
        )}
      </div>
      {form === "password" && (
        <Dialog title={t("password.change")} hint={t("account.proofs.othersEnd")} onClose={() => setForm(null)}>
          <ChangePassword onDone={done(t("password.changed"))} />
        </Dialog>
      )}
      {form === "enrol" && (
        <Dialog title={t("account.proofs.enrol")} hint={t("account.proofs.enrolHint")} onClose={() => setForm(null)}>
          <Enrol onDone={done(t("code.enrolled"))} />
        </Dialog>
      )}
    </section>
  );
}

function PasswordFacts({ account }: { account: Account }) {
  const { t } = useTranslation();
  return (
    <>
      <dt>{t("account.proofs.changed")}</dt>
      <dd>
        <When at={account.password_changed_at} />
      </dd>
      <dt>{t("account.proofs.expires")}</dt>
      <dd>{account.password_expires_at === null ? t("account.proofs.unlimited") : <When at={account.password_expires_at} />}</dd>
    </>
  );
}

function Dialog({ title, hint, onClose, children }: { title: string; hint: string; onClose: () => void; children: ReactNode }) {
  return (
    <Modal open width={424} title={title} footer={null} onCancel={onClose}>
      <p className="quiet form-intro">{hint}</p>
      {children}
    </Modal>
  );
}
