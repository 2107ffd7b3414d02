/** Emergencies at a glance: where, how grave, how deep and whether it rises, who was told and who has answered. */
import { Segmented } from "antd";
import { useTranslation } from "react-i18next";
import type { Emergency } from "@/api/types";
import { DataList } from "@/components/data-list";
import { Empty } from "@/components/empty";
import { Page, useCount } from "@/components/page";
import { Trouble } from "@/components/trouble";
import { useEmergencyList } from "@/features/emergency/api/emergency";
import { useEmergencyColumns } from "@/features/emergency/components/emergency-columns";
import { EmergencyDrawer } from "@/features/emergency/components/emergency-drawer";
import { EmergencyMap } from "@/features/emergency/components/emergency-map";
import { useAddress } from "@/lib/address";

const ROW_PX = 92;
const STATES = ["open", "ended"] as const;

export function EmergenciesPage() {
  const { t } = useTranslation();
  const count = useCount();
  const { params, change } = useAddress();
  const state = params.get("state") === "ended" ? "ended" : "open";
  const opened = params.get("emergency");
  const list = useEmergencyList(state);
  const columns = useEmergencyColumns();
  const open = (id: string) => change({ emergency: id });
  const filters = <Segmented value={state} options={STATES.map((value) => ({ value, label: t(`emergency.filter.${value}`) }))} onChange={(next) => change({ state: next === "open" ? null : next, emergency: null })} aria-label={t("emergency.columns.what")} />;
  return (
    <Page title={t("emergency.title")} note={count(list.total)} filters={filters}>
      {list.error !== null && list.rows.length === 0 ? (
        <div className="page-body">
          <Trouble error={list.error} onRetry={list.retry} />
        </div>
      ) : (
        <div className="map">
          <EmergencyMap rows={list.rows} chosen={opened} onOpen={open} />
          <section id="in-words" className="map-side" data-wide="true" tabIndex={-1} aria-label={t("emergency.title")}>
            <DataList<Emergency>
              label={t("emergency.title")}
              rows={list.rows}
              columns={columns}
              rowHeight={ROW_PX}
              total={list.total?.count}
              chosen={opened}
              onOpen={({ id }) => open(id)}
              hasMore={list.hasMore}
              onMore={list.loadMore}
              onScrolled={list.hold}
              onRange={list.see}
              pending={list.pending}
              empty={<Empty title={t(`emergency.empty.${state}`)} hint={t("emergency.emptyHint")} />}
            />
          </section>
        </div>
      )}
      {opened !== null && <EmergencyDrawer key={opened} id={opened} onClose={() => change({ emergency: null })} />}
    </Page>
  );
}
