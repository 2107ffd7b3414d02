/** One sensor: what it measured of late, how it is, and what was refused. */
import { DeleteOutlined, EditOutlined, PauseOutlined, PlayCircleOutlined } from "@ant-design/icons";
import { App, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { WaterReading, WaterSensor } from "@/api/types";
import { SidePanel } from "@/components/side-panel";
import { useTold } from "@/components/told";
import { Trouble, useTrouble } from "@/components/trouble";
import { depthText } from "@/components/water-depth";
import { At, When } from "@/components/when";
import { curve } from "@/features/water/api/curve";
import { useChangeSensor, useDropSensor, useReadings, useSensor } from "@/features/water/api/water";
import { SensorEdit } from "@/features/water/components/sensor-form";
import { SensorState } from "@/features/water/components/sensor-state";
import "@/features/water/components/water.css";
import { useCan } from "@/lib/me";
import { useWords } from "@/lib/text";

const [WIDTH, HEIGHT] = [480, 120];

export function SensorPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useSensor(id);
  const head = data && (
    <div className="water-head">
      <h2>{data.name}</h2>
      <SensorState state={data.state} />
    </div>
  );
  return (
    <SidePanel label={t("water.sensor")} head={head} actions={data && <Actions sensor={data} onGone={onClose} />} onClose={onClose}>
      {error !== null && <Trouble error={error} onRetry={() => void refetch()} />}
      {data !== undefined && (
        <>
          <Readings id={data.id} />
          <Facts sensor={data} />
        </>
      )}
    </SidePanel>
  );
}

function Readings({ id }: { id: string }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useReadings(id);
  if (error !== null) return <Trouble error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return null;
  return (
    <section className="section">
      <h2>{t("water.readings")}</h2>
      <Drawn readings={data} />
    </section>
  );
}

function Drawn({ readings }: { readings: readonly WaterReading[] }) {
  const { t } = useTranslation();
  const drawn = curve(readings, WIDTH, HEIGHT);
  const [first, last] = [readings[0], readings.at(-1)];
  if (drawn === null || first === undefined || last === undefined) return <p className="quiet">{t("water.noReadings")}</p>;
  return (
    <figure className="water-curve">
      <svg viewBox={`0 -4 ${WIDTH} ${HEIGHT + 8}`} role="img" aria-label={t("water.curve", { from: depthText(first.depth_cm), to: depthText(last.depth_cm) })}>
        <polyline points={drawn.points} />
      </svg>
      <figcaption className="quiet">
        <At at={first.at} />
        <span>{t("water.curveTop", { value: Math.round(drawn.top) })}</span>
        <At at={last.at} />
      </figcaption>
    </figure>
  );
}

function Facts({ sensor }: { sensor: WaterSensor }) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <dl className="facts">
      <dt>{t("water.columns.device")}</dt>
      <dd>
        <code>{sensor.device}</code>
      </dd>
      <dt>{t("water.columns.depth")}</dt>
      <dd>{sensor.depth_cm === null ? "–" : depthText(sensor.depth_cm)}</dd>
      <dt>{t("water.columns.measured")}</dt>
      <dd>{sensor.measured_at === null ? "–" : <When at={sensor.measured_at} />}</dd>
      {sensor.silent_since !== null && (
        <>
          <dt>{t("water.silentSince")}</dt>
          <dd>
            <When at={sensor.silent_since} />
          </dd>
        </>
      )}
      <dt>{t("water.refused")}</dt>
      <dd>
        {sensor.refused} {sensor.refusal !== null && <span>{words(sensor.refusal)}</span>}
        {sensor.refused > 0 && (
          <div>
            <Link to={`/water?view=refused&device=${encodeURIComponent(sensor.device)}`}>{t("water.refusedOf")}</Link>
          </div>
        )}
      </dd>
      <dt>{t("water.repeats")}</dt>
      <dd>{sensor.repeats}</dd>
      <dt>{t("water.form.reach")}</dt>
      <dd>{sensor.reach_m} m</dd>
      <dt>{t("water.position")}</dt>
      <dd>
        {sensor.longitude}, {sensor.latitude}
      </dd>
    </dl>
  );
}

function Actions({ sensor, onGone }: { sensor: WaterSensor; onGone: () => void }) {
  const { t } = useTranslation();
  const can = useCan();
  const { message, modal } = App.useApp();
  const trouble = useTrouble();
  const [editing, setEditing] = useState(false);
  const change = useChangeSensor(sensor);
  const drop = useDropSensor();
  const told = useTold(t("water.saved"));
  const ask = () =>
    modal.confirm({
      title: t("water.deleteAsk", { name: sensor.name }),
      content: t("water.deleteHint"),
      okText: t("common.delete"),
      okButtonProps: { danger: true },
      onOk: () => drop.mutateAsync(sensor).then(onGone, (error: unknown) => void message.error(trouble(error))),
    });
  const word = sensor.enabled ? t("water.disable") : t("water.enable");
  return (
    <>
      {can("sensor.update") && <Button type="text" icon={<EditOutlined />} aria-label={t("water.editSensor")} title={t("water.editSensor")} onClick={() => setEditing(true)} />}
      {can("sensor.update") && (
        <Button type="text" icon={sensor.enabled ? <PauseOutlined /> : <PlayCircleOutlined />} aria-label={word} title={word} loading={change.isPending} onClick={() => change.mutate({ enabled: !sensor.enabled }, told)} />
      )}
      {can("sensor.delete") && <Button type="text" icon={<DeleteOutlined />} aria-label={t("common.delete")} title={t("common.delete")} onClick={ask} />}
      {editing && <SensorEdit sensor={sensor} onClose={() => setEditing(false)} />}
    </>
  );
}
