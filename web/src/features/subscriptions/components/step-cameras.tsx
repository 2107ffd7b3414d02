/** Picking cameras: one by one, by tag, group or words, or all in a part of the map. */
import { AppstoreAddOutlined, CheckOutlined, EnvironmentOutlined, UnorderedListOutlined } from "@ant-design/icons";
import { Button, Segmented, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { SearchField } from "@/components/search-field";
import { type CameraFilter, has, MOST, type Picked, withFilter } from "@/features/subscriptions/api/picked";
import { useCameraValues, useFoundCameras } from "@/features/subscriptions/api/subscribing";
import { AreaMap } from "@/features/subscriptions/components/area-map";
import { CameraList } from "@/features/subscriptions/components/camera-list";
import { PickedList } from "@/features/subscriptions/components/picked-list";

type Props = { picked: Picked; onChange: (picked: Picked) => void };
type View = "list" | "map";

export function StepCameras({ picked, onChange }: Props) {
  const { t, i18n } = useTranslation();
  const [view, setView] = useState<View>("list");
  const [sought, setSought] = useState<CameraFilter>({});
  const [box, setBox] = useState<string | null>(null);
  const values = useCameraValues();
  const filter: CameraFilter = view === "map" && box !== null ? { ...sought, bbox: box } : sought;
  const list = useFoundCameras(filter);
  const count = list.total?.count ?? 0;
  const tooMany = list.total?.count_capped === true || count > MOST;
  const set = (name: "q" | "tag" | "group", value: string | null) => {
    const others = Object.fromEntries(Object.entries(sought).filter(([each]) => each !== name)) as CameraFilter;
    setSought(value === null ? others : { ...others, [name]: value });
  };
  const taken = has(picked, filter);
  const shown = count.toLocaleString(i18n.language);
  return (
    <div className="subscribe-cameras">
      <section className="subscribe-find" aria-label={t("subscribe.find")}>
        <div className="subscribe-bar">
          <Segmented<View>
            aria-label={t("subscribe.by")}
            value={view}
            options={[
              { value: "list", icon: <UnorderedListOutlined />, label: t("subscribe.list") },
              { value: "map", icon: <EnvironmentOutlined />, label: t("subscribe.map") },
            ]}
            onChange={setView}
          />
          <SearchField value={sought.q ?? null} placeholder={t("subscribe.search")} onSearch={(q) => set("q", q)} />
          <Select allowClear showSearch className="filter" aria-label={t("cameraCatalogue.tag")} placeholder={t("cameraCatalogue.tag")} value={sought.tag ?? null} options={optionsOf(values?.tags)} onChange={(tag?: string) => set("tag", tag ?? null)} />
          <Select allowClear showSearch className="filter" popupMatchSelectWidth={false} aria-label={t("cameraCatalogue.group")} placeholder={t("cameraCatalogue.group")} value={sought.group ?? null} options={optionsOf(values?.groups)} onChange={(group?: string) => set("group", group ?? null)} />
          <Button icon={taken ? <CheckOutlined /> : <AppstoreAddOutlined />} disabled={count === 0 || tooMany || taken} title={tooMany ? t("subscribe.tooMany", { most: MOST.toLocaleString(i18n.language) }) : undefined} onClick={() => onChange(withFilter(picked, filter, count))}>
            {taken ? t("subscribe.taken", { count, shown }) : t(view === "map" ? "subscribe.takeArea" : "subscribe.takeAll", { shown: tooMany ? `${shown}+` : shown })}
          </Button>
        </div>
        {view === "map" ? <AreaMap sought={sought} onBox={setBox} /> : <CameraList list={list} picked={picked} onChange={onChange} />}
      </section>
      <PickedList picked={picked} onChange={onChange} />
    </div>
  );
}

function optionsOf(values: readonly { value: string; count: number }[] | undefined) {
  return values?.map(({ value, count }) => ({ value, label: `${value} (${count})` })) ?? [];
}
