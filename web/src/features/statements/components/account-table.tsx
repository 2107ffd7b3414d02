/** One account: what a department used of a vendor's goods, by algorithm, with its sums. */
import { useTranslation } from "react-i18next";
import { type Account, COUNTS, type Sums } from "@/features/statements/api/statements";
import { useText } from "@/lib/text";

export function AccountTable({ account, month, state }: { account: Account; month: string; state: string }) {
  const { t } = useTranslation();
  const text = useText();
  return (
    <section className="account">
      <header>
        <h2>
          {text(account.first, "department")} · {text(account.first, "vendor")}
        </h2>
        <span className="quiet">
          {month} · {state}
        </span>
      </header>
      <table>
        <thead>
          <tr>
            <th>{t("statements.columns.algorithm")}</th>
            {COUNTS.map((count) => (
              <th key={count}>{t(`statements.columns.${count}`)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {account.lines.map((line) => (
            <tr key={line.algorithm_id}>
              <td>{text(line, "title")}</td>
              <Numbers sums={line} />
            </tr>
          ))}
        </tbody>
        {account.lines.length > 1 && (
          <tfoot>
            <tr>
              <td>{t("statements.sum")}</td>
              <Numbers sums={account.sums} />
            </tr>
          </tfoot>
        )}
      </table>
    </section>
  );
}

function Numbers({ sums }: { sums: Sums }) {
  return COUNTS.map((count) => (
    <td key={count}>{sums[count].toLocaleString("en", count === "camera_hours" ? { minimumFractionDigits: 2, maximumFractionDigits: 2 } : {})}</td>
  ));
}
