/** Which matter each event type is: what the code of a case follows from. */
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { App, Button, Popconfirm } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { MatterMapping } from "@/api/types";
import { Empty } from "@/components/empty";
import { Trouble, useTrouble } from "@/components/trouble";
import { useMappings, useRemoveMapping } from "@/features/dictionary/api/dictionary";
import { MappingForm } from "@/features/dictionary/components/mapping-form";
import { useEventTypes } from "@/lib/events";
import { useText } from "@/lib/text";

export function MappingTable({ organizationId, edits }: { organizationId: string; edits: boolean }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useMappings(organizationId);
  const [open, setOpen] = useState<MatterMapping | "new">();
  const rows = data?.items ?? [];
  return (
    <div className="page-body" aria-busy={data === undefined && error === null}>
      {error !== null && <Trouble error={error} onRetry={() => void refetch()} />}
      <div className="mapping-head">
        <p className="quiet">{t("dictionary.mappingHint")}</p>
        {edits && (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpen("new")}>
            {t("dictionary.addMapping")}
          </Button>
        )}
      </div>
      {data !== undefined && rows.length === 0 && <Empty title={t("dictionary.noMappings")} hint={t("dictionary.mappingHint")} />}
      {rows.length > 0 && (
        <table className="mappings">
          <thead>
            <tr>
              <th>{t("dictionary.eventType")}</th>
              <th>{t("dictionary.what")}</th>
              <th>{t("dictionary.together")}</th>
              {edits && <th aria-label={t("sinks.columns.actions")} />}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <MappingRow key={row.id} organizationId={organizationId} row={row} edits={edits} onEdit={() => setOpen(row)} />
            ))}
          </tbody>
        </table>
      )}
      {open !== undefined && <MappingForm organizationId={organizationId} defaults={rows[0]} {...(open !== "new" && { row: open })} onClose={() => setOpen(undefined)} />}
    </div>
  );
}

function MappingRow({ organizationId, row, edits, onEdit }: { organizationId: string; row: MatterMapping; edits: boolean; onEdit: () => void }) {
  const { t } = useTranslation();
  const text = useText();
  const { message } = App.useApp();
  const trouble = useTrouble();
  const types = useEventTypes();
  const remove = useRemoveMapping(organizationId);
  const known = types.find(({ event_type }) => event_type === row.event_type);
  return (
    <tr>
      <td>
        <div className="two">
          <code>{row.event_type}</code>
          <span className="quiet">{known === undefined ? (row.event_type.includes(".") ? "" : t("dictionary.family")) : text(known, "title")}</span>
        </div>
      </td>
      <td>
        <div className="two">
          <span>
            <span className="strong">{row.matter.code}</span> {text(row.matter, "name")}
          </span>
          <span className="quiet">{row.matter.standard_ref}</span>
        </div>
      </td>
      <td>
        <Reach own={row.together_m} usual={row.together_m_default} unit="m" /> · <Reach own={row.together_s} usual={row.together_s_default} unit="s" />
      </td>
      {edits && (
        <td className="mapping-actions">
          <Button type="link" onClick={onEdit}>
            {t("dictionary.change")}
          </Button>
          <Popconfirm
            title={t("dictionary.removeAsk", { type: row.event_type })}
            okText={t("dictionary.remove")}
            cancelText={t("common.cancel")}
            onConfirm={() => remove.mutate(row.id, { onError: (error) => void message.error(trouble(error)) })}
          >
            <Button type="text" icon={<DeleteOutlined />} aria-label={t("dictionary.remove")} loading={remove.isPending} />
          </Popconfirm>
        </td>
      )}
    </tr>
  );
}

/** What counts; quiet where it is the default. */
function Reach({ own, usual, unit }: { own: number | null; usual: number; unit: string }) {
  const { t } = useTranslation();
  if (own !== null) return <span>{`${own} ${unit}`}</span>;
  return (
    <span className="quiet" title={t("dictionary.bySettings")}>
      {`${usual} ${unit}`}
    </span>
  );
}
