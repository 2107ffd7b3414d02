/** The trail: who did what, when, from where, and how far it is sealed. */
import { ClockCircleFilled, DownloadOutlined, ReloadOutlined, SafetyCertificateFilled } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { useTranslation } from "react-i18next";
import { Empty } from "@/components/empty";
import { ListPage } from "@/components/list-page";
import { useCount } from "@/components/page";
import { StateTag } from "@/components/state-tag";
import { useAgo } from "@/components/when";
import { exportAddress, FORMATS, useAuditList, useChain } from "@/features/audit/api/audit";
import { type AuditFilters, isFiltered, NO_FILTER, useAuditFilters } from "@/features/audit/api/filters";
import { useAuditColumns } from "@/features/audit/components/audit-columns";
import { AuditFilterBar } from "@/features/audit/components/audit-filters";
import { AuditPanel } from "@/features/audit/components/audit-panel";
import { useCan } from "@/lib/me";

const ROW_PX = 36;

export function AuditPage() {
  const { t } = useTranslation();
  const can = useCan();
  const count = useCount();
  const { filters, change, opened } = useAuditFilters();
  const list = useAuditList(filters);
  const line = list.rows.find(({ id }) => id === opened);
  return (
    <ListPage
      title={t("audit.title")}
      note={
        <span className="chain">
          <span>{count(list.total)}</span>
          <Chain />
        </span>
      }
      list={list}
      columns={useAuditColumns()}
      rowHeight={ROW_PX}
      chosen={opened}
      onOpen={({ id }) => change({ line: id })}
      actions={
        <div className="actions">
          <Button icon={<ReloadOutlined />} aria-label={t("audit.reload")} title={t("audit.reload")} onClick={list.retry} />
          {can("audit.export") && <Export filters={filters} />}
        </div>
      }
      filters={<AuditFilterBar filters={filters} change={change} />}
      empty={
        <Empty title={t("audit.empty")} hint={t("audit.emptyHint")}>
          {isFiltered(filters) && <Button onClick={() => change(NO_FILTER)}>{t("cameras.clear")}</Button>}
        </Empty>
      }
    >
      {line !== undefined && <AuditPanel key={line.id} line={line} onClose={() => change({ line: null })} />}
    </ListPage>
  );
}

/** `sealed to #1234, 10 s ago`; late where lines wait longer than sealing takes. */
function Chain() {
  const { t } = useTranslation();
  const { data } = useChain();
  const ago = useAgo(data?.sealed_at ?? new Date(0).toISOString());
  if (data === undefined) return null;
  if (data.sealed_at === null) {
    return (
      <StateTag tone="risk" icon={<ClockCircleFilled />}>
        {t("audit.chainNone")}
      </StateTag>
    );
  }
  return (
    <span title={data.told === null ? t("audit.chainUntold") : t("audit.chainTold", { number: data.told.number })}>
      <StateTag tone="good" icon={<SafetyCertificateFilled />}>
        {t("audit.chain", { number: data.number, ago })}
      </StateTag>
    </span>
  );
}

function Export({ filters }: { filters: AuditFilters }) {
  const { t } = useTranslation();
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        items: FORMATS.map((format) => ({
          key: format,
          label: (
            <a href={exportAddress(filters, format)} download>
              {t(`audit.format.${format}`)}
            </a>
          ),
        })),
      }}
    >
      <Button icon={<DownloadOutlined />} title={t("audit.exportHint")}>
        {t("audit.export")}
      </Button>
    </Dropdown>
  );
}
