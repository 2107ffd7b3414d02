/** Monthly statements: on the screen, as CSV, and on paper. */
import { DownloadOutlined, LockOutlined, PrinterOutlined, SyncOutlined } from "@ant-design/icons";
import { Button, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { Statement } from "@/api/types";
import { Empty } from "@/components/empty";
import { Loading } from "@/components/loading";
import { Page } from "@/components/page";
import { StateTag } from "@/components/state-tag";
import { Trouble } from "@/components/trouble";
import { accounts, exportAddress, together, useStatement } from "@/features/statements/api/statements";
import { AccountTable } from "@/features/statements/components/account-table";
import "@/features/statements/components/statements.css";
import { useAddress } from "@/lib/address";
import { useZone } from "@/lib/me";
import { absolute } from "@/lib/time";

const MONTH = /^20\d\d-(0[1-9]|1[0-2])$/;

export function StatementsPage() {
  const { t } = useTranslation();
  const { params, change } = useAddress();
  const asked = MONTH.test(params.get("month") ?? "") ? params.get("month") : null;
  const { data, error, isPending, refetch } = useStatement(asked);
  const state = useStanding(data);
  const actions = data !== undefined && (
    <div className="actions">
      <Button icon={<PrinterOutlined />} onClick={() => window.print()}>
        {t("statements.print")}
      </Button>
      <a href={exportAddress(data.month)} download>
        <Button icon={<DownloadOutlined />} tabIndex={-1}>
          {t("statements.export")}
        </Button>
      </a>
    </div>
  );
  const filters = data !== undefined && (
    <>
      <Select aria-label={t("statements.month")} className="filter" value={data.month} options={data.months.map((value) => ({ value, label: value }))} onChange={(month) => change({ month })} />
      <StateTag tone={data.closed_at === null ? "plain" : "good"} icon={data.closed_at === null ? <SyncOutlined /> : <LockOutlined />}>
        {state}
      </StateTag>
    </>
  );
  return (
    <Page title={t("statements.title")} filters={filters} actions={actions}>
      <div className="page-body statements" aria-busy={isPending}>
        {error !== null && <Trouble error={error} onRetry={() => void refetch()} />}
        {isPending && <Loading />}
        {data !== undefined && data.lines.length === 0 && <Empty title={t("statements.empty")} hint={t("statements.emptyHint")} />}
        {data !== undefined && data.lines.length > 0 && <Accounts statement={data} state={state} />}
      </div>
    </Page>
  );
}

function Accounts({ statement, state }: { statement: Statement; state: string }) {
  const { t } = useTranslation();
  const all = accounts(statement.lines);
  const whole = together(all);
  return (
    <>
      <header className="statement-head">
        <h2>{t("statements.heading", { month: statement.month })}</h2>
        <p>{state}</p>
      </header>
      {all.map((account) => (
        <AccountTable key={account.key} account={account} month={statement.month} state={state} />
      ))}
      <p className="quiet">
        {all.length > 1 && t("statements.whole", { count: all.length, hours: whole.camera_hours.toLocaleString("en", { maximumFractionDigits: 2 }), inferences: whole.inferences.toLocaleString("en"), confirmed: whole.confirmed.toLocaleString("en") })} {t("statements.basis")}
      </p>
    </>
  );
}

/** Whether the month is closed, and since when, in words. */
function useStanding(statement: Statement | undefined): string {
  const { t } = useTranslation();
  const zone = useZone();
  if (statement === undefined) return "";
  return statement.closed_at === null ? t("statements.open") : t("statements.closed", { at: absolute(statement.closed_at, zone).slice(0, 16).replace("T", " ") });
}
