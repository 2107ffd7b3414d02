/** Who one is here. */
import { EditOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Account } from "@/api/types";
import { When } from "@/components/when";
import { ProfileForm } from "@/features/account/components/profile-form";
import { LANGUAGES } from "@/lib/languages";
import { useCan, useMe } from "@/lib/me";
import { useRoleNames } from "@/lib/roles";
import { useText } from "@/lib/text";

export function Profile({ account }: { account: Account }) {
  const { t } = useTranslation();
  const can = useCan();
  const text = useText();
  const roleOf = useRoleNames();
  const { organization } = useMe();
  const [editing, setEditing] = useState(false);
  return (
    <section className="section">
      <h2>{t("account.profile.title")}</h2>
      <dl className="facts">
        <dt>{t("users.columns.name")}</dt>
        <dd>{account.name}</dd>
        <dt>{t("users.columns.login")}</dt>
        <dd>{account.login}</dd>
        <dt>{t("users.columns.organization")}</dt>
        <dd>{text(organization, "name")}</dd>
        <dt>{t("users.columns.roles")}</dt>
        <dd>
          {account.roles.map((role) => (
            <div key={role}>{can("role.read") ? <Link to={`/roles?role=${role}`}>{roleOf(role)}</Link> : roleOf(role)}</div>
          ))}
        </dd>
        <dt>{t("users.form.language")}</dt>
        <dd>{LANGUAGES.find(({ value }) => value === account.language)?.label}</dd>
        <dt>{t("users.created")}</dt>
        <dd>
          <When at={account.created_at} />
        </dd>
      </dl>
      {can("account.update") && (
        <div className="actions">
          <Button icon={<EditOutlined />} onClick={() => setEditing(true)}>
            {t("account.profile.edit")}
          </Button>
        </div>
      )}
      {editing && <ProfileForm account={account} onClose={() => setEditing(false)} />}
    </section>
  );
}
