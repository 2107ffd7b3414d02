/** Endpoints of models that stay with their vendors: a vendor sees its own, administrators see all. */
import { PlusOutlined, WarningFilled } from "@ant-design/icons";
import { Button, Segmented } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { RemoteEndpoint } from "@/api/types";
import type { Column } from "@/components/data-list";
import { Empty } from "@/components/empty";
import { ListPage } from "@/components/list-page";
import { RemoteOff } from "@/components/remote-off";
import { StateTag } from "@/components/state-tag";
import { When } from "@/components/when";
import { STATES, useEndpointList } from "@/features/remote-endpoints/api/endpoints";
import { NewEndpoint } from "@/features/remote-endpoints/components/endpoint-form";
import { EndpointPanel } from "@/features/remote-endpoints/components/endpoint-panel";
import { EndpointState } from "@/features/remote-endpoints/components/endpoint-state";
import { useAddress } from "@/lib/address";
import { useCan, useMe } from "@/lib/me";
import { useOrganizationNames } from "@/lib/organizations";
import { capital, useWords } from "@/lib/text";

const ROW_PX = 60;
const SHOWN = ["all", ...STATES] as const;
type Shown = (typeof SHOWN)[number];

export function RemoteEndpointsPage() {
  const { t } = useTranslation();
  const can = useCan();
  const { remote } = useMe().settings;
  const [adding, setAdding] = useState(false);
  const { params, change } = useAddress();
  const opened = params.get("endpoint");
  const shown = SHOWN.find((each) => each === params.get("state")) ?? (can("remote_endpoint.decide") ? "waiting" : "all");
  const list = useEndpointList(shown === "all" ? null : shown);
  const add = can("remote_endpoint.create") && (
    <Button type="primary" icon={<PlusOutlined />} disabled={!remote} onClick={() => setAdding(true)}>
      {t("remote.add")}
    </Button>
  );
  return (
    <ListPage
      title={t("remote.title")}
      list={list}
      columns={useColumns()}
      rowHeight={ROW_PX}
      chosen={opened}
      onOpen={({ id }) => change({ endpoint: id })}
      filters={<Filter shown={shown} onChange={(state) => change({ state, endpoint: null })} />}
      actions={add}
      above={!remote && <RemoteOff banner />}
      empty={<Nothing shown={shown} add={add} />}
    >
      {opened !== null && <EndpointPanel key={opened} id={opened} row={list.rows.find(({ id }) => id === opened)} onClose={() => change({ endpoint: null })} />}
      {adding && <NewEndpoint onClose={() => setAdding(false)} onMade={(id) => change({ endpoint: id, state: null })} />}
    </ListPage>
  );
}

function Filter({ shown, onChange }: { shown: Shown; onChange: (state: Shown) => void }) {
  const { t } = useTranslation();
  return <Segmented aria-label={t("common.state")} value={shown} options={SHOWN.map((value) => ({ value, label: value === "all" ? t("common.all") : t(`remote.state.${value}`) }))} onChange={onChange} />;
}

function Nothing({ shown, add }: { shown: Shown; add: ReactNode }) {
  const { t } = useTranslation();
  const vendor = useCan()("remote_endpoint.create");
  if (shown === "all") {
    return (
      <Empty title={t("remote.empty")} hint={t(vendor ? "remote.emptyVendor" : "remote.emptyOthers")}>
        {add}
      </Empty>
    );
  }
  return (
    <Empty title={t(`remote.none.${shown}`)} hint={t("remote.emptyOthers")}>
      <Link to="/remote-endpoints?state=all">{t("remote.showAll")}</Link>
    </Empty>
  );
}

function useColumns(): Column<RemoteEndpoint>[] {
  const { t } = useTranslation();
  const { nameOf } = useOrganizationNames();
  return [
    {
      key: "name",
      title: t("remote.name"),
      width: "minmax(140px, 1fr)",
      render: (row) => (
        <div className="two">
          <span className="strong">{row.name}</span>
          <span className="quiet">{nameOf(row.owner_id)}</span>
        </div>
      ),
    },
    {
      key: "url",
      title: t("remote.url"),
      width: "minmax(220px, 2fr)",
      render: (row) => (
        <div className="two">
          <code>{row.url}</code>
          <span className="quiet">{row.has_credential ? t("remote.sentIn", { header: row.header }) : t("remote.noCredential")}</span>
        </div>
      ),
    },
    {
      key: "state",
      title: t("common.state"),
      width: "minmax(140px, 1.5fr)",
      render: (row) => (
        <div className="two">
          <EndpointState state={row.state} />
          <span className="quiet">{row.decision}</span>
        </div>
      ),
    },
    { key: "since", title: t("remote.since"), width: "160px", render: (row) => <When at={row.decided_at ?? row.created_at} stacked /> },
    { key: "health", title: t("remote.health"), width: "minmax(140px, 1.5fr)", render: (row) => <Health row={row} /> },
  ];
}

function Health({ row: { trouble } }: { row: RemoteEndpoint }) {
  const { t } = useTranslation();
  const words = useWords();
  if (trouble === null) return <span className="quiet">{t("remote.healthy")}</span>;
  return (
    <div className="remote-health" title={capital(words(trouble))}>
      <StateTag tone="act" icon={<WarningFilled />}>
        {capital(words(trouble))}
      </StateTag>
    </div>
  );
}
