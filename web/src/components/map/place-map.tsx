/** A map of things beside the list that says the same in words. */
import { Spin } from "antd";
import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Empty } from "@/components/empty";
import type { Outline, Steering } from "@/components/map/canvas";
import "@/components/map/map.css";
import { home, type View, type Weighted } from "@/lib/map-view";

const Canvas = lazy(() => import("@/components/map/canvas"));
const SIZE = { width: 900, height: 700 };
const CLOSE_ZOOM = 16;

type Place = { longitude: number; latitude: number };
type Props = {
  title: string;
  places: readonly Place[];
  outlines: readonly Outline[];
  /** What the reader chose: the map goes there. */
  chosen: Place | undefined;
  /** Marks with `data-longitude` and `data-latitude`. */
  children: ReactNode;
};

export function PlaceMap({ title, places, outlines, chosen, children }: Props) {
  const { t } = useTranslation();
  const [first, setFirst] = useState<View | null>(null);
  const [failed, setFailed] = useState(false);
  const steering = useRef<Steering>(null);
  const start = first ?? home(places.map(weighted), SIZE.width, SIZE.height);
  if (first === null && start !== null) setFirst(start);
  const { longitude, latitude } = chosen ?? {};
  useEffect(() => {
    if (longitude !== undefined && latitude !== undefined) steering.current?.look({ longitude, latitude, zoom: CLOSE_ZOOM });
  }, [longitude, latitude]);
  return (
    <div className="map-frame" role="region" aria-label={title}>
      <a className="map-skip" href="#in-words">
        {t("cameraMap.skip")}
      </a>
      {start === null && (
        <div className="map-said">
          <Empty title={t("placeMap.nowhere")} />
        </div>
      )}
      {start !== null && failed && (
        <div className="map-said">
          <Empty title={t("cameraMap.noGraphics")} hint={t("cameraMap.noGraphicsHint")} />
        </div>
      )}
      {start !== null && !failed && (
        <Suspense fallback={<Spin className="map-said" />}>
          <Canvas title={title} start={start} outlines={outlines} onShown={nothing} onSteer={(found) => (steering.current = found)} onFail={() => setFailed(true)}>
            {children}
          </Canvas>
        </Suspense>
      )}
    </div>
  );
}

const weighted = ({ longitude, latitude }: Place): Weighted => ({ longitude, latitude, count: 1 });
const nothing = () => undefined;
