/** A map whose part on screen is what is picked: pan and zoom until it shows the right cameras. */
import { Spin } from "antd";
import { lazy, Suspense, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Empty } from "@/components/empty";
import type { Shown } from "@/components/map/canvas";
import "@/components/map/map.css";
import { Trouble } from "@/components/trouble";
import type { CameraFilter } from "@/features/subscriptions/api/picked";
import { useStanding } from "@/features/subscriptions/api/subscribing";
import { boxText, home, type View } from "@/lib/map-view";

const Canvas = lazy(() => import("@/components/map/canvas"));
const SIZE = { width: 900, height: 600 };
type Props = { sought: CameraFilter; onBox: (box: string | null) => void };

export function AreaMap({ sought, onBox }: Props) {
  const { t } = useTranslation();
  const { data, error, refetch } = useStanding(sought, undefined);
  const start = data && home(data.clusters, SIZE.width, SIZE.height);
  if (error !== null) return <Trouble error={error} onRetry={() => void refetch()} />;
  if (start === undefined) return <Spin className="map-said" />;
  if (start === null) return <Empty title={t("cameraMap.nowhere")} hint={t("cameraMap.nowhereHint")} />;
  return <Looking start={start} sought={sought} onBox={onBox} />;
}

function Looking({ start, sought, onBox }: Props & { start: View }) {
  const { t, i18n } = useTranslation();
  const [first] = useState(start);
  const [shown, setShown] = useState<Shown>();
  const [failed, setFailed] = useState(false);
  const { data } = useStanding(sought, shown && { bbox: boxText(shown.box), zoom: Math.min(22, Math.round(shown.view.zoom) + 1) });
  const marks = useMemo(
    () => [
      ...(data?.clusters ?? []).map(({ longitude, latitude, count }) => ({ key: `${longitude}/${latitude}`, longitude, latitude, name: t("subscribe.cluster", { count, shown: count.toLocaleString(i18n.language) }), face: count })),
      ...(data?.cameras ?? []).map(({ id, longitude, latitude, name_zh, name_en }) => ({ key: id, longitude, latitude, name: i18n.language === "en" ? name_en : name_zh, face: 1 })),
    ],
    [data, t, i18n.language],
  );
  if (failed) return <Empty title={t("cameraMap.noGraphics")} hint={t("cameraMap.noGraphicsHint")} />;
  const look = (next: Shown) => {
    setShown(next);
    onBox(boxText(next.box));
  };
  return (
    <div className="map-frame" role="region" aria-label={t("cameraMap.title")}>
      <Suspense fallback={<Spin className="map-said" />}>
        <Canvas title={t("cameraMap.title")} start={first} onShown={look} onSteer={nothing} onFail={() => setFailed(true)}>
          {marks.map(({ key, longitude, latitude, name, face }) => (
            <div key={key} className="map-at" data-longitude={longitude} data-latitude={latitude}>
              <span className="subscribe-mark" role="img" aria-label={name} title={name}>
                {face.toLocaleString(i18n.language)}
              </span>
            </div>
          ))}
        </Canvas>
      </Suspense>
    </div>
  );
}

const nothing = () => undefined;
