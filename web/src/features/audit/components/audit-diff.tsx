/** Before and after, side by side: only what differs, the rest on demand. */
import { ArrowRightOutlined, MinusOutlined, PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Difference, difference, listChange, type Values } from "@/features/audit/api/diff";
import "@/features/audit/components/audit.css";
import { AuditValue, useFieldName } from "@/features/audit/components/audit-words";

export function AuditDiff({ before, after }: { before: Values; after: Values }) {
  const { t } = useTranslation();
  const [whole, setWhole] = useState(false);
  const all = difference(before, after);
  const same = all.filter(({ kind }) => kind === "same").length;
  const shown = whole ? all : all.filter(({ kind }) => kind !== "same");
  if (all.length === 0) return <p className="quiet">{t("audit.diff.none")}</p>;
  return (
    <>
      <table className="diff">
        <thead>
          <tr>
            <th scope="col">{t("audit.diff.field")}</th>
            <th scope="col">{t("audit.diff.before")}</th>
            <th scope="col">{t("audit.diff.after")}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((each) => (
            <DiffRow key={each.field} difference={each} />
          ))}
        </tbody>
      </table>
      {shown.length === 0 && <p className="quiet">{t("audit.diff.unchanged")}</p>}
      {same > 0 && (
        <Button type="link" size="small" className="link-button" onClick={() => setWhole(!whole)}>
          {whole ? t("audit.diff.hideSame") : t("audit.diff.showSame", { count: same })}
        </Button>
      )}
    </>
  );
}

function DiffRow({ difference: { field, kind, before, after } }: { difference: Difference }) {
  const name = useFieldName();
  const lists = kind === "changed" ? listChange(before, after) : null;
  return (
    <tr data-kind={kind}>
      <th scope="row">{name(field)}</th>
      <td>{kind === "added" ? <span className="quiet">–</span> : kind === "same" ? <Value field={field} value={before} /> : <OldValue field={field} value={before} />}</td>
      <td>
        {kind === "changed" && <ArrowRightOutlined aria-hidden="true" className="diff-mark" />}
        {lists === null ? kind === "removed" ? <span className="quiet">–</span> : <Value field={field} value={after} /> : <ListValue field={field} lists={lists} />}
      </td>
    </tr>
  );
}

function OldValue({ field, value }: { field: string; value: unknown }) {
  return (
    <del>
      <Value field={field} value={value} />
    </del>
  );
}

function Value({ field, value }: { field: string; value: unknown }) {
  if (!Array.isArray(value) || value.length === 0) return <AuditValue field={field} value={Array.isArray(value) ? null : value} />;
  return (
    <>
      {(value as unknown[]).map((each, index) => (
        <div key={index}>
          <AuditValue field={field} value={each} />
        </div>
      ))}
    </>
  );
}

function ListValue({ field, lists: { gone, kept, come } }: { field: string; lists: NonNullable<ReturnType<typeof listChange>> }) {
  const { t } = useTranslation();
  return (
    <ul className="diff-list">
      {come.map((each, index) => (
        <li key={`+${index}`}>
          <PlusOutlined aria-label={t("audit.diff.added")} />
          <b>
            <AuditValue field={field} value={each} />
          </b>
        </li>
      ))}
      {kept.map((each, index) => (
        <li key={`=${index}`}>
          <span />
          <AuditValue field={field} value={each} />
        </li>
      ))}
      {gone.map((each, index) => (
        <li key={`-${index}`}>
          <MinusOutlined aria-label={t("audit.diff.gone")} />
          <del>
            <AuditValue field={field} value={each} />
          </del>
        </li>
      ))}
    </ul>
  );
}
