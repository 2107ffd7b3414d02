/** The cameras with their truthful state, as a list and as a map. */
import { PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Empty } from "@/components/empty";
import { Page } from "@/components/page";
import { filtersOf, NO_FILTERS, sortOf } from "@/features/cameras/api/filters";
import { CameraDrawer } from "@/features/cameras/components/camera-drawer";
import { CameraFilterChips } from "@/features/cameras/components/camera-filter-chips";
import { CameraFilterFields } from "@/features/cameras/components/camera-filter-fields";
import { CameraFilterBar } from "@/features/cameras/components/camera-filters";
import { CameraForm } from "@/features/cameras/components/camera-form";
import "@/features/cameras/components/camera-overview.css";
import { CameraTable } from "@/features/cameras/components/camera-table";
import { IntakeLinks } from "@/features/cameras/components/intake-links";
import { CameraMap } from "@/features/cameras/components/map/camera-map";
import { QualityStrip } from "@/features/cameras/components/quality-strip";
import { useAddress } from "@/lib/address";
import { useCan } from "@/lib/me";

export function CamerasPage() {
  const { t } = useTranslation();
  const can = useCan();
  const { params, change } = useAddress();
  const [adding, setAdding] = useState(false);
  const filters = filtersOf(params);
  const sort = sortOf(params);
  const [unfolded, setUnfolded] = useState(false);
  const opened = params.get("camera");
  const map = params.get("view") === "map";
  const open = (id: string | null) => change({ camera: id });
  const add = can("camera.create") && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
      {t("cameras.add")}
    </Button>
  );
  const actions = (
    <>
      <IntakeLinks />
      {add}
    </>
  );
  const bar = <CameraFilterBar filters={filters} sort={sort} map={map} unfolded={unfolded} onUnfold={setUnfolded} change={change} />;
  const above = (
    <>
      {unfolded && <CameraFilterFields filters={filters} change={change} />}
      <QualityStrip filters={filters} />
      <CameraFilterChips filters={filters} change={change} />
    </>
  );
  const beside = (
    <>
      {opened !== null && <CameraDrawer key={opened} id={opened} onClose={() => open(null)} />}
      {adding && <CameraForm onClose={() => setAdding(false)} />}
    </>
  );
  if (map)
    return (
      <Page title={t("cameras.title")} filters={bar} actions={actions}>
        {above}
        <CameraMap filters={filters} at={params.get("at")} chosen={opened} onOpen={open} change={change} />
        {beside}
      </Page>
    );
  const empty =
    Object.keys(filters).length > 0 ? (
      <Empty title={t("cameras.emptyFiltered")}>
        <Button onClick={() => change(NO_FILTERS)}>{t("cameras.clear")}</Button>
      </Empty>
    ) : (
      <Empty title={t("cameras.empty")} hint={t("cameras.emptyHint")}>
        {add}
      </Empty>
    );
  return (
    <CameraTable filters={filters} sort={sort} opened={opened} onOpen={open} bar={bar} above={above} actions={actions} empty={empty}>
      {beside}
    </CameraTable>
  );
}
