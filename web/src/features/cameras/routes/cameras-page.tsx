/** The cameras with their truthful state. */
import { PlusOutlined } from "@ant-design/icons";
import { Button, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { CAMERA_STATES } from "@/components/camera-state";
import { Empty } from "@/components/empty";
import { ListPage } from "@/components/list-page";
import { SearchField } from "@/components/search-field";
import { type CameraFilters, useCameraList } from "@/features/cameras/api/cameras";
import { useCameraColumns } from "@/features/cameras/components/camera-columns";
import { CameraDrawer } from "@/features/cameras/components/camera-drawer";
import { CameraForm } from "@/features/cameras/components/camera-form";
import { IntakeLinks } from "@/features/cameras/components/intake-links";
import { useCan } from "@/lib/me";
import { useAddress } from "@/lib/address";

const ROW_PX = 60;

export function CamerasPage() {
  const { t } = useTranslation();
  const can = useCan();
  const { params, change } = useAddress();
  const [adding, setAdding] = useState(false);
  const filters: CameraFilters = { state: CAMERA_STATES.find((state) => state === params.get("state")) ?? null, q: params.get("q") };
  const list = useCameraList(filters);
  const columns = useCameraColumns();
  const opened = params.get("camera");
  const filtered = filters.state !== null || filters.q !== null;
  const add = can("camera.create") && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
      {t("cameras.add")}
    </Button>
  );
  return (
    <ListPage
      title={t("cameras.title")}
      list={list}
      columns={columns}
      rowHeight={ROW_PX}
      chosen={opened}
      onOpen={({ id }) => change({ camera: id })}
      actions={
        <>
          <IntakeLinks />
          {add}
        </>
      }
      filters={<Filters filters={filters} change={change} />}
      empty={
        filtered ? (
          <Empty title={t("cameras.emptyFiltered")}>
            <Button onClick={() => change({ q: null, state: null })}>{t("cameras.clear")}</Button>
          </Empty>
        ) : (
          <Empty title={t("cameras.empty")} hint={t("cameras.emptyHint")}>
            {add}
          </Empty>
        )
      }
    >
      {opened !== null && <CameraDrawer key={opened} id={opened} onClose={() => change({ camera: null })} />}
      {adding && <CameraForm onClose={() => setAdding(false)} />}
    </ListPage>
  );
}

function Filters({ filters, change }: { filters: CameraFilters; change: (changes: Record<string, string | null>) => void }) {
  const { t } = useTranslation();
  return (
    <>
      <SearchField value={filters.q} placeholder={t("cameras.search")} onSearch={(q) => change({ q })} />
      <Select
        aria-label={t("common.state")}
        className="filter"
        value={filters.state ?? ""}
        options={[{ value: "", label: t("cameras.anyState") }, ...CAMERA_STATES.map((value) => ({ value, label: t(`cameras.state.${value}`) }))]}
        onChange={(state) => change({ state })}
      />
    </>
  );
}
