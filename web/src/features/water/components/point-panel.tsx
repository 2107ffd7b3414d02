/** One point: how deep, since when, which sensors stand in it and which cameras see it. */
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { WaterPoint } from "@/api/types";
import { SidePanel } from "@/components/side-panel";
import { Trouble } from "@/components/trouble";
import { depthText, WaterDepth } from "@/components/water-depth";
import { Ago, Lasted, When } from "@/components/when";
import { usePoint } from "@/features/water/api/water";
import { SensorState } from "@/features/water/components/sensor-state";
import "@/features/water/components/water.css";

export function PointPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const { data, error, refetch } = usePoint(id);
  const head = data && (
    <div className="water-head">
      <h2>{data.place || t("emergency.noPlace")}</h2>
      <span className="quiet">{t(`water.pointState.${data.state}`)}</span>
    </div>
  );
  return (
    <SidePanel label={t("water.point")} head={head} onClose={onClose}>
      {error !== null && <Trouble error={error} onRetry={() => void refetch()} />}
      {data !== undefined && <About point={data} />}
    </SidePanel>
  );
}

function About({ point }: { point: WaterPoint }) {
  const { t } = useTranslation();
  return (
    <>
      <WaterDepth depth={point.depth_cm} trend={point.trend} />
      <dl className="facts">
        <dt>{t("water.columns.peak")}</dt>
        <dd>{point.peak_cm === null ? "–" : depthText(point.peak_cm)}</dd>
        <dt>{t("water.area")}</dt>
        <dd>{point.area_m2 === 0 ? "–" : t("water.areaValue", { value: Math.round(point.area_m2).toLocaleString() })}</dd>
        <dt>{t("water.started")}</dt>
        <dd>
          <When at={point.started_at} />
        </dd>
        <dt>{t("water.ended")}</dt>
        <dd>{point.ended_at === null ? t("water.goesOn") : <When at={point.ended_at} />}</dd>
        <dt>{t("water.lasts")}</dt>
        <dd>
          <Lasted from={point.started_at} to={point.ended_at} />
        </dd>
      </dl>
      <section className="section">
        <h2>{t("water.gauges")}</h2>
        {point.gauges.length === 0 && <p className="quiet">{t("water.noGauges")}</p>}
        <ul className="water-lines">
          {point.gauges.map((gauge) => (
            <li key={`${gauge.sensor_id} ${gauge.joined_at}`}>
              <Link to={`/water?view=sensors&sensor=${gauge.sensor_id}`}>{gauge.name}</Link>
              <strong>{depthText(gauge.depth_cm)}</strong>
              <span className="quiet">
                <Ago at={gauge.measured_at} />
              </span>
              <SensorState state={gauge.state} />
            </li>
          ))}
        </ul>
      </section>
      <section className="section">
        <h2>{t("water.cameras")}</h2>
        {point.sightings.length === 0 && <p className="quiet">{t("water.noCameras")}</p>}
        <ul className="water-lines">
          {point.sightings.map((seen) => (
            <li key={seen.event_id}>
              <Link to={`/events/${seen.event_id}`}>{t("water.openEvent")}</Link>
              <span>{t(`events.review.${seen.review}`)}</span>
              <span className="quiet">
                <Ago at={seen.opened_at} />
              </span>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}
