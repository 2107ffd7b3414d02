/**
 * MapLibre on a plain ground: it asks nobody for tiles, fonts or pictures, and its worker is a file of ours.
 * This is the only file that knows the library; it is loaded when somebody looks at the map.
 */
import { Map as MapLibre, NavigationControl, ScaleControl, setWorkerUrl } from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { type ReactNode, useEffect, useEffectEvent, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { useTranslation } from "react-i18next";
import type { Tone } from "@/components/state-tag";
import { type Box, graticule, type View, ZOOM_MAX, ZOOM_MIN } from "@/lib/map-view";

setWorkerUrl(workerUrl);

export type Shown = { view: View; box: Box };
/** What the page tells the map to do. */
export type Steering = { look: (view: View) => void };
/** An area on the ground, its corners longitude and latitude, drawn in the colour of what it asks of the reader. */
export type Outline = { ring: readonly (readonly number[])[]; tone: Tone };
type Props = { title: string; start: View; outlines?: readonly Outline[]; onShown: (shown: Shown) => void; onSteer: (steering: Steering) => void; onFail: () => void; children: ReactNode };

const NONE: readonly Outline[] = [];
const PAUSE_MS = 150;
const MOVE_MS = 150;

/** The map; `children` with `data-longitude` and `data-latitude` stand at these places. */
export default function MapCanvas({ title, start, outlines = NONE, onShown, onSteer, onFail, children }: Props) {
  const { t } = useTranslation();
  const frame = useRef<HTMLDivElement>(null);
  const layer = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<MapLibre>();
  const make = useEffectEvent((container: HTMLElement) => {
    try {
      return made(container, start, { "NavigationControl.ZoomIn": t("cameraMap.zoomIn"), "NavigationControl.ZoomOut": t("cameraMap.zoomOut"), "Map.Title": title });
    } catch {
      onFail();
      return undefined;
    }
  });
  const shown = useEffectEvent((of: MapLibre) => onShown({ view: viewOf(of), box: boxOf(of) }));
  const steer = useEffectEvent((of: MapLibre) => 
    onSteer({
      look: (view) => {
        of.easeTo({ center: [view.longitude, view.latitude], zoom: view.zoom, duration: MOVE_MS });
        // What had the focus is gone at the next zoom; from the map itself the keyboard goes on.
        of.getCanvas().focus({ preventScroll: true });
      },
    }),
  );

  useEffect(() => {
    const found = frame.current === null ? undefined : make(frame.current);
    if (found === undefined) return;
    let pause: ReturnType<typeof setTimeout> | undefined;
    const tell = () => {
      clearTimeout(pause);
      pause = setTimeout(() => shown(found), PAUSE_MS);
    };
    found.on("moveend", tell);
    found.on("resize", tell);
    found.on("load", () => shown(found));
    setMap(found);
    steer(found);
    return () => {
      clearTimeout(pause);
      setMap(undefined);
      found.remove();
    };
  }, []);

  usePlaces(map, layer, children);
  useGround(map, outlines);
  return (
    <>
      <div className="map-canvas" ref={frame} />
      {map && createPortal(<div className="map-layer" ref={layer}>{children}</div>, map.getCanvasContainer())}
    </>
  );
}

function made(container: HTMLElement, { longitude, latitude, zoom }: View, locale: Record<string, string>): MapLibre {
  const map = new MapLibre({
    container,
    center: [longitude, latitude],
    zoom,
    minZoom: ZOOM_MIN,
    maxZoom: ZOOM_MAX,
    style: { version: 8, sources: {}, layers: [] },
    attributionControl: false,
    renderWorldCopies: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    fadeDuration: 0,
    locale,
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "top-left");
  map.addControl(new ScaleControl({ unit: "metric" }), "bottom-right");
  return map;
}

function viewOf(map: MapLibre): View {
  const { lng, lat } = map.getCenter();
  return { longitude: lng, latitude: lat, zoom: map.getZoom() };
}

function boxOf(map: MapLibre): Box {
  const bounds = map.getBounds();
  return {
    west: Math.max(-180, bounds.getWest()),
    south: Math.max(-90, bounds.getSouth()),
    east: Math.min(180, bounds.getEast()),
    north: Math.min(90, bounds.getNorth()),
  };
}

/** Keep the children of a layer at their places while the map moves. */
function usePlaces(map: MapLibre | undefined, layer: { current: HTMLDivElement | null }, children: ReactNode): void {
  useEffect(() => {
    if (map === undefined) return;
    const place = () => {
      for (const child of layer.current?.children ?? []) if (child instanceof HTMLElement) move(map, child);
    };
    place();
    map.on("move", place);
    map.on("resize", place);
    return () => {
      map.off("move", place);
      map.off("resize", place);
    };
  }, [map, layer, children]);
}

function move(map: MapLibre, child: HTMLElement): void {
  const at = map.project([Number(child.dataset.longitude), Number(child.dataset.latitude)]);
  child.style.transform = `translate(${Math.round(at.x)}px, ${Math.round(at.y)}px)`;
}

/** Lines of round degrees with their numbers, and areas, drawn on a canvas of ours below everything. */
function useGround(map: MapLibre | undefined, outlines: readonly Outline[]): void {
  useEffect(() => {
    if (map === undefined) return;
    const canvas = document.createElement("canvas");
    canvas.className = "map-grid";
    canvas.setAttribute("aria-hidden", "true");
    map.getCanvasContainer().prepend(canvas);
    const draw = () => {
      drawGrid(map, canvas);
      for (const outline of outlines) drawOutline(map, canvas, outline);
    };
    draw();
    map.on("move", draw);
    map.on("resize", draw);
    const repaint = new MutationObserver(draw);
    repaint.observe(document.documentElement, { attributes: true, attributeFilter: ["style"] });
    return () => {
      repaint.disconnect();
      map.off("move", draw);
      map.off("resize", draw);
      canvas.remove();
    };
  }, [map, outlines]);
}

function drawGrid(map: MapLibre, canvas: HTMLCanvasElement): void {
  const { clientWidth: width, clientHeight: height } = map.getContainer();
  const pen = canvas.getContext("2d");
  if (pen === null) return;
  const scale = window.devicePixelRatio;
  canvas.width = width * scale;
  canvas.height = height * scale;
  pen.scale(scale, scale);
  const look = getComputedStyle(document.documentElement);
  pen.strokeStyle = look.getPropertyValue("--line");
  pen.fillStyle = look.getPropertyValue("--text-3");
  pen.font = `11px ${look.getPropertyValue("--fonts")}`;
  const box = boxOf(map);
  const { longitudes, latitudes, digits } = graticule(box);
  pen.beginPath();
  for (const longitude of longitudes) {
    const x = Math.round(map.project([longitude, box.south]).x) + 0.5;
    pen.moveTo(x, 0);
    pen.lineTo(x, height);
    pen.fillText(`${longitude.toFixed(digits)}°`, x + 4, height - 8);
  }
  for (const latitude of latitudes) {
    const y = Math.round(map.project([box.west, latitude]).y) + 0.5;
    pen.moveTo(0, y);
    pen.lineTo(width, y);
    pen.fillText(`${latitude.toFixed(digits)}°`, 8, y - 4);
  }
  pen.stroke();
}

function drawOutline(map: MapLibre, canvas: HTMLCanvasElement, { ring, tone }: Outline): void {
  const pen = canvas.getContext("2d");
  if (pen === null) return;
  const look = getComputedStyle(document.documentElement);
  const colour = look.getPropertyValue(tone === "plain" ? "--text-3" : `--${tone}`);
  pen.beginPath();
  for (const [longitude = 0, latitude = 0] of ring) {
    const { x, y } = map.project([longitude, latitude]);
    pen.lineTo(x, y);
  }
  pen.closePath();
  pen.globalAlpha = 0.15;
  pen.fillStyle = colour;
  pen.fill();
  pen.globalAlpha = 1;
  pen.strokeStyle = colour;
  pen.lineWidth = 2;
  pen.stroke();
}
