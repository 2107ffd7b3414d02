/** One account: what it may do, whether it may sign in, and what it left open. */
import { EditOutlined, KeyOutlined, MobileOutlined, StopOutlined, UnlockOutlined } from "@ant-design/icons";
import { App, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { User, UserChange } from "@/api/types";
import { SecondFactor } from "@/components/second-factor";
import { Sessions } from "@/components/sessions";
import { SidePanel } from "@/components/side-panel";
import { Tokens } from "@/components/tokens";
import { Trouble, useTrouble } from "@/components/trouble";
import { When } from "@/components/when";
import { useChangeUser, useUser } from "@/features/users/api/users";
import { PasswordForm } from "@/features/users/components/password-form";
import { UserEdit } from "@/features/users/components/user-edit";
import { UserState } from "@/features/users/components/user-state";
import { useCan, useMe } from "@/lib/me";
import { useOrganizationNames } from "@/lib/organizations";
import { useRoleNames } from "@/lib/roles";

export function UserPanel({ id, row, onClose }: { id: string; row: User | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const can = useCan();
  const { data, error, refetch } = useUser(id);
  const user = data ?? row;
  const head = user && (
    <div className="panel-heading">
      <h2 className="clip">{user.name}</h2>
      <UserState user={user} filled />
    </div>
  );
  return (
    <SidePanel label={t("users.what")} head={head} foot={user && can("user.update") ? <Actions user={user} /> : undefined} onClose={onClose}>
      {error !== null && <Trouble error={error} onRetry={() => void refetch()} />}
      {user !== undefined && <Facts user={user} />}
      {user !== undefined && <Sessions userId={user.id} />}
      {user !== undefined && <Tokens userId={user.id} />}
    </SidePanel>
  );
}

function Facts({ user }: { user: User }) {
  const { t } = useTranslation();
  const can = useCan();
  const roleOf = useRoleNames();
  const { placeOf } = useOrganizationNames();
  return (
    <dl className="facts">
      <dt>{t("users.columns.login")}</dt>
      <dd>{user.login}</dd>
      <dt>{t("users.columns.organization")}</dt>
      <dd>{can("organization.read") ? <Link to={`/organizations?organization=${user.owner_id}`}>{placeOf(user.owner_id)}</Link> : placeOf(user.owner_id)}</dd>
      <dt>{t("users.columns.roles")}</dt>
      <dd>
        {user.roles.map((role) => (
          <div key={role}>
            <Link to={`/roles?role=${role}`}>{roleOf(role)}</Link>
          </div>
        ))}
      </dd>
      <dt>{t("users.signIn")}</dt>
      <dd>
        {t(`users.method.${user.sign_in}`)}
        {user.password_given && <div className="quiet">{t("users.passwordGiven")}</div>}
      </dd>
      <dt>{t("users.totp.title")}</dt>
      <dd>
        <SecondFactor state={user.totp} />
      </dd>
      <dt>{t("users.lastSeen")}</dt>
      <dd>{user.last_seen_at === null ? t("common.never") : <When at={user.last_seen_at} />}</dd>
      <dt>{t("users.created")}</dt>
      <dd>
        <When at={user.created_at} />
      </dd>
      {can("audit.read") && (
        <>
          <dt>{t("audit.title")}</dt>
          <dd>
            <Link to={`/audit?login=${encodeURIComponent(user.login)}`}>{t("users.trail")}</Link>
          </dd>
        </>
      )}
    </dl>
  );
}

function Actions({ user }: { user: User }) {
  const { t } = useTranslation();
  const me = useMe();
  const { message, modal } = App.useApp();
  const trouble = useTrouble();
  const change = useChangeUser(user);
  const [form, setForm] = useState<"edit" | "password" | null>(null);
  const { name } = user;
  const apply = (body: UserChange, done: string) =>
    change.mutateAsync(body).then(
      () => void message.success(done),
      (error: unknown) => void message.error(trouble(error)),
    );
  const disable = () =>
    modal.confirm({
      title: t("users.disableAsk", { name }),
      content: t("users.disableHint"),
      okText: t("users.disable"),
      okButtonProps: { danger: true },
      focusable: { autoFocusButton: "cancel" },
      onOk: () => apply({ enabled: false }, t("users.disabledNow", { name })),
    });
  const reset = () =>
    modal.confirm({
      title: t("users.totp.resetAsk", { name }),
      content: t("users.totp.resetHint"),
      okText: t("users.totp.reset"),
      okButtonProps: { danger: true },
      focusable: { autoFocusButton: "cancel" },
      onOk: () => apply({ reset_totp: true }, t("users.totp.resetDone", { name })),
    });
  return (
    <div className="actions">
      <Button icon={<EditOutlined />} onClick={() => setForm("edit")}>
        {t("common.edit")}
      </Button>
      {user.locked && (
        <Button icon={<UnlockOutlined />} loading={change.isPending} onClick={() => void apply({ unlock: true }, t("users.unlocked", { name }))}>
          {t("users.unlock")}
        </Button>
      )}
      {user.sign_in === "password" && (
        <Button icon={<KeyOutlined />} onClick={() => setForm("password")}>
          {t("users.setPassword")}
        </Button>
      )}
      {user.totp === "enrolled" && (
        <Button icon={<MobileOutlined />} onClick={reset}>
          {t("users.totp.reset")}
        </Button>
      )}
      {user.id !== me.user.id &&
        (user.enabled ? (
          <Button danger icon={<StopOutlined />} onClick={disable}>
            {t("users.disable")}
          </Button>
        ) : (
          <Button loading={change.isPending} onClick={() => void apply({ enabled: true }, t("users.enabledNow", { name }))}>
            {t("users.enable")}
          </Button>
        ))}
      {form === "edit" && <UserEdit user={user} onClose={() => setForm(null)} />}
      {form === "password" && <PasswordForm user={user} onClose={() => setForm(null)} />}
    </div>
  );
}
