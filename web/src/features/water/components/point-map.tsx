/** Points where water stands on a map, and beside it the list that says the same. */
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { WaterPoint } from "@/api/types";
import { type Column, DataList } from "@/components/data-list";
import { Empty } from "@/components/empty";
import { PlaceMap } from "@/components/map/place-map";
import type { Tone } from "@/components/state-tag";
import { Trouble } from "@/components/trouble";
import { depthText, WaterDepth } from "@/components/water-depth";
import { Ago, Lasted } from "@/components/when";
import type { usePointList } from "@/features/water/api/water";

const ROW_PX = 64;
const DEEP_CM = 27;
const WET_CM = 15;
type Placed = WaterPoint & { longitude: number; latitude: number };
type Props = { list: ReturnType<typeof usePointList>; state: "open" | "ended"; chosen: string | null; onOpen: (id: string) => void };

export function PointMap({ list, state, chosen, onOpen }: Props) {
  const { t } = useTranslation();
  const { rows } = list;
  // The deepest last: what overlaps must not hide it.
  const placed = useMemo(() => rows.filter(isPlaced).sort((one, other) => (one.depth_cm ?? 0) - (other.depth_cm ?? 0)), [rows]);
  const outlines = useMemo(() => placed.flatMap((point) => point.area.map((ring) => ({ ring, tone: toneOf(point) }))), [placed]);
  const columns = useColumns();
  if (list.error !== null && rows.length === 0) return <Trouble error={list.error} onRetry={list.retry} />;
  return (
    <div className="map">
      <PlaceMap title={t("water.map")} places={placed} outlines={outlines} chosen={placed.find(({ id }) => id === chosen)}>
        {placed.map((point) => (
          <div key={point.id} className="map-at" data-longitude={point.longitude} data-latitude={point.latitude}>
            <button type="button" className="map-sign" data-tone={toneOf(point)} data-chosen={point.id === chosen} aria-label={`${point.place} ${point.depth_cm === null ? t("water.noDepth") : depthText(point.depth_cm)}`} title={point.place} onClick={() => onOpen(point.id)}>
              {point.depth_cm === null ? t("water.seen") : depthText(point.depth_cm)}
            </button>
          </div>
        ))}
      </PlaceMap>
      <section id="in-words" className="map-side" data-wide="true" tabIndex={-1} aria-label={t("water.points")}>
        <DataList<WaterPoint>
          label={t("water.points")}
          rows={rows}
          columns={columns}
          rowHeight={ROW_PX}
          total={list.total?.count}
          chosen={chosen}
          onOpen={({ id }) => onOpen(id)}
          hasMore={list.hasMore}
          onMore={list.loadMore}
          onScrolled={list.hold}
          onRange={list.see}
          pending={list.pending}
          empty={<Empty title={t(`water.noPoints.${state}`)} hint={t("water.noPointsHint")} />}
        />
      </section>
    </div>
  );
}

function useColumns(): Column<WaterPoint>[] {
  const { t } = useTranslation();
  return [
    {
      key: "place",
      title: t("water.columns.place"),
      width: "minmax(0, 1fr)",
      render: (point) => (
        <div className="two">
          <span className="strong">{point.place || t("emergency.noPlace")}</span>
          <span className="quiet">
            <Ago at={point.started_at} /> · <Lasted from={point.started_at} to={point.ended_at} /> · {t("water.seenBy", { gauges: point.gauges.length, cameras: point.sightings.length })}
          </span>
        </div>
      ),
    },
    { key: "depth", title: t("water.columns.depth"), width: "132px", render: (point) => <WaterDepth depth={point.depth_cm} trend={point.trend} /> },
    { key: "peak", title: t("water.columns.peak"), width: "76px", render: (point) => (point.peak_cm === null ? "–" : depthText(point.peak_cm)) },
  ];
}

export function toneOf({ ended_at, depth_cm }: Pick<WaterPoint, "ended_at" | "depth_cm">): Tone {
  if (ended_at !== null) return "off";
  if (depth_cm !== null && depth_cm >= DEEP_CM) return "act";
  return depth_cm === null || depth_cm >= WET_CM ? "risk" : "plain";
}

function isPlaced(point: WaterPoint): point is Placed {
  return point.longitude !== null && point.latitude !== null;
}
