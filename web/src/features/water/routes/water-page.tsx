/** Water: where it stands, and the sensors that measure it. */
import { PlusOutlined } from "@ant-design/icons";
import { Button, Segmented, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Page, useCount } from "@/components/page";
import { SearchField } from "@/components/search-field";
import { REASONS, useLink, usePointList, useRefusalList, useSensorList } from "@/features/water/api/water";
import { PointMap } from "@/features/water/components/point-map";
import { PointPanel } from "@/features/water/components/point-panel";
import { RefusalList } from "@/features/water/components/refusal-list";
import { SensorNew } from "@/features/water/components/sensor-form";
import { SensorList } from "@/features/water/components/sensor-list";
import { SensorPanel } from "@/features/water/components/sensor-panel";
import { LinkState } from "@/features/water/components/sensor-state";
import { useAddress } from "@/lib/address";
import { useCan } from "@/lib/me";

const VIEWS = ["open", "ended", "sensors", "refused"] as const;
type View = (typeof VIEWS)[number];

export function WaterPage() {
  const { params, change } = useAddress();
  const view = VIEWS.find((each) => each === params.get("view")) ?? "open";
  const look = (next: View) => change({ view: next === "open" ? null : next, point: null, sensor: null, device: null, reason: null });
  if (view === "sensors") return <Sensors onView={look} />;
  if (view === "refused") return <Refused onView={look} />;
  return <Points key={view} state={view} onView={look} />;
}

function Views({ view, onView }: { view: View; onView: (view: View) => void }) {
  const { t } = useTranslation();
  const link = useLink().data;
  return (
    <>
      <Segmented value={view} options={VIEWS.map((value) => ({ value, label: t(`water.view.${value}`) }))} onChange={onView} aria-label={t("water.title")} />
      {link !== undefined && <LinkState link={link} />}
    </>
  );
}

function Points({ state, onView }: { state: "open" | "ended"; onView: (view: View) => void }) {
  const { t } = useTranslation();
  const count = useCount();
  const { params, change } = useAddress();
  const opened = params.get("point");
  const list = usePointList(state);
  return (
    <Page title={t("water.title")} note={count(list.total)} filters={<Views view={state} onView={onView} />}>
      <PointMap list={list} state={state} chosen={opened} onOpen={(id) => change({ point: id })} />
      {opened !== null && <PointPanel key={opened} id={opened} onClose={() => change({ point: null })} />}
    </Page>
  );
}

function Refused({ onView }: { onView: (view: View) => void }) {
  const { t } = useTranslation();
  const count = useCount();
  const { params, change } = useAddress();
  const device = params.get("device");
  const reason = REASONS.find((each) => each === params.get("reason")) ?? null;
  const list = useRefusalList(device, reason);
  const filters = (
    <>
      <Views view="refused" onView={onView} />
      <Select
        className="filter"
        allowClear
        aria-label={t("water.columns.reason")}
        placeholder={t("water.anyReason")}
        value={reason}
        options={REASONS.map((value) => ({ value, label: t(`water.reason.${value}`) }))}
        onChange={(chosen?: (typeof REASONS)[number]) => change({ reason: chosen ?? null })}
      />
      <SearchField key={device} value={device} placeholder={t("water.ofDevice")} onSearch={(text) => change({ device: text })} />
    </>
  );
  return (
    <Page title={t("water.title")} waiting={list.fresh} note={count(list.total)} filters={filters}>
      <RefusalList list={list} />
    </Page>
  );
}

function Sensors({ onView }: { onView: (view: View) => void }) {
  const { t } = useTranslation();
  const count = useCount();
  const can = useCan();
  const [adding, setAdding] = useState(false);
  const { params, change } = useAddress();
  const opened = params.get("sensor");
  const list = useSensorList();
  const add = can("sensor.create") && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
      {t("water.addSensor")}
    </Button>
  );
  return (
    <Page title={t("water.title")} note={count(list.total)} filters={<Views view="sensors" onView={onView} />} actions={add}>
      <SensorList list={list} chosen={opened} onOpen={(id) => change({ sensor: id })} />
      {adding && <SensorNew onClose={() => setAdding(false)} />}
      {opened !== null && <SensorPanel key={opened} id={opened} onClose={() => change({ sensor: null })} />}
    </Page>
  );
}
