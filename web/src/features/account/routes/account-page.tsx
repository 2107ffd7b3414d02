/** One's own account: who one is, how one proves it, where one is signed in, what acts for one. */
import { PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Page } from "@/components/page";
import { Sessions } from "@/components/sessions";
import { Tokens } from "@/components/tokens";
import { Trouble } from "@/components/trouble";
import { useAccount } from "@/features/account/api/account";
import "@/features/account/components/account.css";
import { Profile } from "@/features/account/components/profile";
import { Proofs } from "@/features/account/components/proofs";
import { TokenForm } from "@/features/account/components/token-form";
import { useCan, useMe } from "@/lib/me";

export function AccountPage() {
  const { t } = useTranslation();
  const can = useCan();
  const { user } = useMe();
  const { data: account, error, refetch } = useAccount();
  const [making, setMaking] = useState(false);
  const add = can("token.create") && (
    <Button size="small" icon={<PlusOutlined />} onClick={() => setMaking(true)}>
      {t("account.tokens.add")}
    </Button>
  );
  return (
    <Page title={t("account.title")}>
      {/* It scrolls, so the keyboard must reach it. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="page-body" role="region" aria-label={t("account.title")} tabIndex={0}>
        {error !== null && <Trouble error={error} onRetry={() => void refetch()} />}
        <div className="account">
          <div className="account-column">
            {account !== undefined && <Profile account={account} />}
            {account !== undefined && <Proofs account={account} />}
          </div>
          <div className="account-column">
            <Sessions userId={user.id} />
            <Tokens userId={user.id} add={add} />
          </div>
        </div>
      </div>
      {making && <TokenForm onClose={() => setMaking(false)} />}
    </Page>
  );
}
