/** Emergencies where they are, each with its area; the list beside says the same. */
import { AlertFilled, FireFilled } from "@ant-design/icons";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Emergency } from "@/api/types";
import { toneOf } from "@/components/emergency-level";
import { PlaceMap } from "@/components/map/place-map";
import { depthText } from "@/components/water-depth";

type Placed = Emergency & { longitude: number; latitude: number };
type Props = { rows: readonly Emergency[]; chosen: string | null; onOpen: (id: string) => void };

export function EmergencyMap({ rows, chosen, onOpen }: Props) {
  const { t } = useTranslation();
  // The gravest last: what overlaps must not hide it.
  const placed = useMemo(() => rows.filter(isPlaced).sort((one, other) => (other.response ?? 5) - (one.response ?? 5)), [rows]);
  const outlines = useMemo(() => placed.flatMap((row) => row.area.map((ring) => ({ ring, tone: toneOf(row) }))), [placed]);
  return (
    <PlaceMap title={t("emergency.map")} places={placed} outlines={outlines} chosen={placed.find(({ id }) => id === chosen)}>
      {placed.map((row) => (
        <div key={row.id} className="map-at" data-longitude={row.longitude} data-latitude={row.latitude}>
          <button type="button" className="map-sign" data-tone={toneOf(row)} data-chosen={row.id === chosen} aria-label={`${t(`emergency.kind.${row.kind}`)} ${row.place}`} title={row.place} onClick={() => onOpen(row.id)}>
            {row.kind === "fire" ? <FireFilled /> : <AlertFilled />}
            {row.measures.depth_cm != null && depthText(row.measures.depth_cm)}
          </button>
        </div>
      ))}
    </PlaceMap>
  );
}

function isPlaced(row: Emergency): row is Placed {
  return row.longitude !== null && row.latitude !== null;
}
