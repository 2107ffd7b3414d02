/** The cameras on a map, and beside it the list of what it shows: the same in words. */
import { Button, Spin } from "antd";
import { lazy, Suspense, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Camera } from "@/api/types";
import { CameraState } from "@/components/camera-state";
import { DataList } from "@/components/data-list";
import { Empty } from "@/components/empty";
import type { Shown, Steering } from "@/components/map/canvas";
import "@/components/map/map.css";
import { useCount } from "@/components/page";
import { Trouble } from "@/components/trouble";
import { useCameraList } from "@/features/cameras/api/cameras";
import { type CameraFilters, type Change, NO_FILTERS } from "@/features/cameras/api/filters";
import { useMap, useValues, useWhereabouts } from "@/features/cameras/api/overview";
import { askedFor, spotsOf } from "@/features/cameras/api/viewport";
import { Legend } from "@/features/cameras/components/map/legend";
import { RegionNames } from "@/features/cameras/components/map/region-names";
import { Spots } from "@/features/cameras/components/map/spots";
import { boxText, home, type View, viewOf, viewText, ZOOM_MAX } from "@/lib/map-view";
import { useText } from "@/lib/text";

const Canvas = lazy(() => import("@/components/map/canvas"));
const MARK_PX = 52;
const CLOSER = 2;
const SIZE = { width: 1000, height: 700 };

type Props = { filters: CameraFilters; at: string | null; chosen: string | null; onOpen: (id: string) => void; change: Change };

export function CameraMap({ filters, at, chosen, onOpen, change }: Props) {
  const { t } = useTranslation();
  const wanted = { ...filters };
  delete wanted.bbox;
  const given = viewOf(at);
  const { data, error, refetch } = useWhereabouts(wanted, given === null);
  const start = given ?? (data && home(data.clusters, SIZE.width, SIZE.height));
  if (error !== null && start === undefined) return <Trouble error={error} onRetry={() => void refetch()} />;
  if (start === undefined) return <Spin className="map-said" />;
  if (start === null)
    return (
      <div className="list-empty">
        <Empty title={t("cameraMap.nowhere")} hint={t("cameraMap.nowhereHint")}>
          <Button onClick={() => change({ ...NO_FILTERS, view: null, lacks: "located" })}>{t("cameraMap.lackPosition")}</Button>
        </Empty>
      </div>
    );
  return <Looking start={start} filters={wanted} chosen={chosen} onOpen={onOpen} change={change} />;
}

function Looking({ start, filters, chosen, onOpen, change }: { start: View } & Omit<Props, "at">) {
  const { t } = useTranslation();
  const [first] = useState(start);
  const [shown, setShown] = useState<Shown>();
  const [failed, setFailed] = useState(false);
  const steering = useRef<Steering>(null);
  const zoom = shown?.view.zoom ?? first.zoom;
  const { data, error, refetch } = useMap(filters, shown && askedFor(shown.box, zoom));
  const regions = useValues()?.regions;
  const spots = useMemo(() => (data === undefined ? [] : spotsOf(data, zoom, MARK_PX)), [data, zoom]);
  const look = (next: Shown) => {
    setShown(next);
    change({ at: viewText(next.view) });
  };
  const marks = useMemo(
    () => (
      <>
        {regions && <RegionNames regions={regions} zoom={zoom} />}
        <Spots
          spots={spots}
          box={shown?.box}
          zoom={zoom}
          chosen={chosen}
          onOpen={onOpen}
          onCloser={({ longitude, latitude }) => steering.current?.look({ longitude, latitude, zoom: Math.min(ZOOM_MAX, zoom + CLOSER) })}
        />
      </>
    ),
    // What opens a camera is another function each time and does the same.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [regions, spots, shown, chosen],
  );
  return (
    <div className="map">
      <div className="map-frame" role="region" aria-label={t("cameraMap.title")} aria-busy={data === undefined && !failed}>
        <a className="map-skip" href="#in-sight">
          {t("cameraMap.skip")}
        </a>
        {failed ? (
          <div className="map-said">
            <Empty title={t("cameraMap.noGraphics")} hint={t("cameraMap.noGraphicsHint")} />
          </div>
        ) : (
          <Suspense fallback={<Spin className="map-said" />}>
            <Canvas title={t("cameraMap.title")} start={first} onShown={look} onSteer={(found) => (steering.current = found)} onFail={() => setFailed(true)}>
              {marks}
            </Canvas>
          </Suspense>
        )}
        {error !== null && data === undefined && (
          <div className="map-said">
            <Trouble error={error} onRetry={() => void refetch()} />
          </div>
        )}
        <Legend />
      </div>
      <InSight filters={shown === undefined ? filters : { ...filters, bbox: boxText(shown.box) }} chosen={chosen} onOpen={onOpen} change={change} />
    </div>
  );
}

/** What the map shows, in words. */
function InSight({ filters, chosen, onOpen, change }: Omit<Props, "at">) {
  const { t } = useTranslation();
  const text = useText();
  const count = useCount();
  const list = useCameraList(filters);
  return (
    <section id="in-sight" className="map-side" tabIndex={-1} aria-label={t("cameraMap.inSight")}>
      <header className="map-side-head">
        <h2>{t("cameraMap.inSight")}</h2>
        <span className="quiet">
          {count(list.total)}
          {filters.bbox !== undefined && (
            <Button type="link" size="small" onClick={() => change({ view: null, bbox: filters.bbox ?? null })}>
              {t("cameraMap.asList")}
            </Button>
          )}
        </span>
      </header>
      <DataList<Camera>
        label={t("cameraMap.inSight")}
        rows={list.rows}
        columns={[
          {
            key: "name",
            title: t("cameras.columns.name"),
            width: "minmax(0, 1fr)",
            render: (camera) => (
              <div className="two">
                <span className="strong">{text(camera, "name")}</span>
                <span className="quiet">{camera.place}</span>
              </div>
            ),
          },
          { key: "state", title: t("cameras.columns.state"), width: "96px", render: ({ state }) => <CameraState state={state} /> },
        ]}
        rowHeight={48}
        total={list.total?.count}
        chosen={chosen}
        onOpen={({ id }) => onOpen(id)}
        hasMore={list.hasMore}
        onMore={list.loadMore}
        onScrolled={list.hold}
        onRange={list.see}
        pending={list.pending}
        empty={<Empty title={t("cameraMap.emptyHere")} />}
      />
    </section>
  );
}
