/** Where somebody is signed in and what tokens act for him; each can be ended at once. */
import { App, Button } from "antd";
import { useTranslation } from "react-i18next";
import type { User, UserSession, UserToken } from "@/api/types";
import { useTrouble } from "@/components/trouble";
import { Ago, At } from "@/components/when";
import { useEndSession, useRevokeToken, useSessionsOf, useTokensOf } from "@/features/users/api/users";
import "@/features/users/components/users.css";
import { useNow } from "@/lib/clock";
import { useCan } from "@/lib/me";

export function Sessions({ user }: { user: User }) {
  const { t } = useTranslation();
  const reads = useCan()("session.read");
  const { data } = useSessionsOf(user.id, reads);
  if (data === undefined) return null;
  return (
    <section className="section">
      <h2>{t("users.sessions.title", { count: data.count })}</h2>
      {data.items.length === 0 && <p className="quiet">{t("users.sessions.none")}</p>}
      <ul className="open-list">
        {data.items.map((session) => (
          <SessionLine key={session.id} session={session} />
        ))}
      </ul>
    </section>
  );
}

function SessionLine({ session }: { session: UserSession }) {
  const { t } = useTranslation();
  const can = useCan();
  const end = useEndSession();
  const told = useTold(t("users.sessions.ended"));
  return (
    <li>
      <div>
        <div className="clip" title={session.user_agent ?? undefined}>
          {session.address ?? "–"} <span className="quiet">{session.user_agent}</span>
        </div>
        <div className="quiet">
          {t(`users.method.${session.method}`)}
          {session.second_factor && ` + ${t("users.totp.title")}`} · {t("users.sessions.began")} <At at={session.created_at} /> · {t("users.seen")}{" "}
          <Ago at={session.seen_at} />
        </div>
      </div>
      {session.current ? (
        <span className="quiet">{t("users.sessions.current")}</span>
      ) : (
        can("session.delete") && (
          <Button size="small" loading={end.isPending} onClick={() => end.mutate(session.id, told)}>
            {t("users.sessions.end")}
          </Button>
        )
      )}
    </li>
  );
}

export function Tokens({ user }: { user: User }) {
  const { t } = useTranslation();
  const reads = useCan()("token.read");
  const { data } = useTokensOf(user.id, reads);
  if (data === undefined) return null;
  return (
    <section className="section">
      <h2>{t("users.tokens.title", { count: data.count })}</h2>
      {data.items.length === 0 && <p className="quiet">{t("users.tokens.none")}</p>}
      <ul className="open-list">
        {data.items.map((token) => (
          <TokenLine key={token.id} token={token} />
        ))}
      </ul>
    </section>
  );
}

function TokenLine({ token }: { token: UserToken }) {
  const { t } = useTranslation();
  const can = useCan();
  const revoke = useRevokeToken();
  const { modal } = App.useApp();
  const told = useTold(t("users.tokens.revoked", { name: token.name }));
  const expired = useNow() > Date.parse(token.expires_at);
  const ask = () =>
    modal.confirm({
      title: t("users.tokens.revokeAsk", { name: token.name }),
      content: t("users.tokens.revokeHint"),
      okText: t("users.tokens.revoke"),
      okButtonProps: { danger: true },
      focusable: { autoFocusButton: "cancel" },
      onOk: () => revoke.mutateAsync(token.id).then(told.onSuccess, told.onError),
    });
  return (
    <li>
      <div>
        <div className="clip">
          <span className="strong">{token.name}</span> <code className="quiet">{token.prefix}…</code>
        </div>
        <div className="quiet">
          {token.scopes.includes("*") ? t("users.tokens.all") : t("users.tokens.scopes", { count: token.scopes.length })} ·{" "}
          {expired ? t("users.tokens.expired") : t("users.tokens.until")} <At at={token.expires_at} /> ·{" "}
          {token.used_at === null ? t("users.tokens.unused") : <Ago at={token.used_at} />}
        </div>
      </div>
      {can("token.delete") && (
        <Button size="small" onClick={ask}>
          {t("users.tokens.revoke")}
        </Button>
      )}
    </li>
  );
}

function useTold(done: string) {
  const { message } = App.useApp();
  const trouble = useTrouble();
  return { onSuccess: () => void message.success(done), onError: (error: unknown) => void message.error(trouble(error)) };
}
