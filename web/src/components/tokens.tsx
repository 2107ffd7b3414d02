/** The tokens that act for somebody; each can be revoked at once. */
import { App, Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { UserToken } from "@/api/types";
import "@/components/open-doors.css";
import { useTold } from "@/components/told";
import { Ago, At } from "@/components/when";
import { useNow } from "@/lib/clock";
import { useCan } from "@/lib/me";
import { useRevokeToken, useTokensOf } from "@/lib/open-doors";
import { useActionTitles } from "@/lib/roles";

export function Tokens({ userId, add }: { userId: string; add?: ReactNode }) {
  const { t } = useTranslation();
  const reads = useCan()("token.read");
  const { data } = useTokensOf(userId, reads);
  if (data === undefined) return null;
  return (
    <section className="section">
      <header className="open-head">
        <h2>{t("users.tokens.title", { count: data.count })}</h2>
        {add}
      </header>
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
          {token.scopes.includes("*") && `${t("users.tokens.all")} · `}
          {expired ? t("users.tokens.expired") : t("users.tokens.until")} <At at={token.expires_at} /> ·{" "}
          {token.used_at === null ? t("users.tokens.unused") : <Used at={token.used_at} />}
        </div>
        {!token.scopes.includes("*") && <Scopes scopes={token.scopes} />}
      </div>
      {can("token.delete") && (
        <Button size="small" onClick={ask}>
          {t("users.tokens.revoke")}
        </Button>
      )}
    </li>
  );
}

function Used({ at }: { at: string }) {
  const { t } = useTranslation();
  return (
    <>
      {t("users.tokens.used")} <Ago at={at} />
    </>
  );
}

function Scopes({ scopes }: { scopes: readonly string[] }) {
  const { t } = useTranslation();
  const titles = useActionTitles();
  return (
    <details>
      <summary className="quiet">{t("users.tokens.scopes", { count: scopes.length })}</summary>
      <ul className="open-scopes">
        {scopes.map((action) => (
          <li key={action}>{titles.get(action) ?? action}</li>
        ))}
      </ul>
    </details>
  );
}
