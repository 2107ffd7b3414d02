/** Who is close to a limit: the fullest first. */
import { EditOutlined } from "@ant-design/icons";
import { Button, Segmented } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Quota, Quotas } from "@/api/types";
import type { Column } from "@/components/data-list";
import { Empty } from "@/components/empty";
import { ListPage } from "@/components/list-page";
import { KindTag } from "@/components/organization-tags";
import { QuotaList } from "@/components/quota-list";
import { SearchField } from "@/components/search-field";
import { SidePanel } from "@/components/side-panel";
import { UsageBar } from "@/components/usage-bar";
import { useAllQuotas } from "@/features/quotas/api/quotas";
import { QuotaForm } from "@/features/quotas/components/quota-form";
import { useAddress } from "@/lib/address";
import { useCan, useMe } from "@/lib/me";
import { useOrganizationNames } from "@/lib/organizations";
import { byCloseness, quotaShare } from "@/lib/quotas";
import { capital, useText } from "@/lib/text";
import { NEAR } from "@/lib/usage";
import { wholeList } from "@/lib/whole-list";

const ROW_PX = 56;
const WHOSE = ["parts", "vendors"] as const;
type Row = Quotas & { id: string };

export function QuotasPage() {
  const { t } = useTranslation();
  const me = useMe();
  const { params, change } = useAddress();
  const query = useAllQuotas();
  const rows = useMemo(() => byCloseness(query.data ?? []).map((row) => ({ ...row, id: row.organization_id })), [query.data]);
  const whose = WHOSE.find((each) => each === params.get("whose")) ?? (me.organization.kind === "vendor" ? "vendors" : "parts");
  const near = params.get("near") === "yes";
  const q = params.get("q");
  const shown = rows.filter(
    (row) =>
      (row.kind === "vendor") === (whose === "vendors") &&
      (!near || row.quotas.some((quota) => quotaShare(quota) >= NEAR)) &&
      (q === null || `${row.name_zh} ${row.name_en}`.toLowerCase().includes(q.toLowerCase())),
  );
  const opened = rows.find(({ id }) => id === params.get("organization"));
  const mixed = rows.some(({ kind }) => kind === "vendor") && rows.some(({ kind }) => kind !== "vendor");
  return (
    <ListPage
      title={t("quotas.title")}
      list={wholeList(shown, { error: query.error, pending: query.isPending, retry: () => void query.refetch() })}
      columns={useColumns(shown[0]?.quotas ?? [])}
      rowHeight={ROW_PX}
      chosen={opened?.id ?? null}
      onOpen={({ id }) => change({ organization: id })}
      filters={
        <>
          <SearchField value={q} placeholder={t("organizations.search")} onSearch={(text) => change({ q: text })} />
          {mixed && (
            <Segmented
              aria-label={t("quotas.whose")}
              value={whose}
              options={WHOSE.map((value) => ({ value, label: t(`quotas.of.${value}`) }))}
              onChange={(value) => change({ whose: value })}
            />
          )}
          <Segmented
            aria-label={t("quotas.closeness")}
            value={near ? "yes" : ""}
            options={[
              { value: "", label: t("common.all") },
              { value: "yes", label: t("quotas.near") },
            ]}
            onChange={(value) => change({ near: value || null })}
          />
        </>
      }
      empty={<Empty title={near ? t("quotas.noneNear") : t("organizations.emptyFiltered")} />}
    >
      {opened !== undefined && <QuotaPanel key={opened.id} quotas={opened} onClose={() => change({ organization: null })} />}
    </ListPage>
  );
}

function useColumns(resources: readonly Quota[]): Column<Row>[] {
  const { t, i18n } = useTranslation();
  const text = useText();
  const { placeOf } = useOrganizationNames();
  return [
    {
      key: "name",
      title: t("organizations.columns.name"),
      width: "minmax(180px, 1.2fr)",
      render: (row) => (
        <div className="two">
          <span className="strong">{text(row, "name")}</span>
          <span className="quiet">{row.parent_id === null ? "" : placeOf(row.parent_id)}</span>
        </div>
      ),
    },
    { key: "kind", title: t("organizations.columns.kind"), width: "96px", render: ({ kind }) => <KindTag kind={kind} /> },
    ...resources.map(({ resource, ...title }) => ({
      key: resource,
      title: capital(text(title, "title")),
      width: "minmax(200px, 1fr)",
      render: ({ quotas }: Row) => {
        const quota = quotas.find((each) => each.resource === resource);
        if (quota === undefined) return "–";
        if (quota.used === null) return t("quotas.atMost", { limit: quota.limit.toLocaleString(i18n.language) });
        return <UsageBar used={quota.used} limit={quota.limit} label={text(title, "title")} />;
      },
    })),
  ];
}

function QuotaPanel({ quotas, onClose }: { quotas: Row; onClose: () => void }) {
  const { t } = useTranslation();
  const text = useText();
  const can = useCan();
  const me = useMe();
  const [setting, setSetting] = useState(false);
  const sets = can("quota.update") && quotas.id !== me.organization.id;
  const foot = sets && (
    <Button icon={<EditOutlined />} onClick={() => setSetting(true)}>
      {t("quotas.set")}
    </Button>
  );
  return (
    <SidePanel
      label={t("quotas.title")}
      head={
        <div className="panel-heading">
          <h2 className="clip">{text(quotas, "name")}</h2>
          <KindTag kind={quotas.kind} />
        </div>
      }
      foot={foot || undefined}
      onClose={onClose}
    >
      <section className="section">
        <QuotaList quotas={quotas} />
      </section>
      {setting && <QuotaForm quotas={quotas} onClose={() => setSetting(false)} />}
    </SidePanel>
  );
}
