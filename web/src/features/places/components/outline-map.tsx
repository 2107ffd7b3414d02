/** The city's own outlines and nothing else: dragged, zoomed by wheel and buttons, chosen by a click. The list says it all in words. */
import { AimOutlined, MinusOutlined, PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { type PointerEvent, useEffect, useEffectEvent, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { PlaceKind } from "@/api/types";
import { type Box, useOutlines } from "@/features/places/api/places";
import { boxOf, fitted, holds, planeOf, type Shape, shapesOf, type View, zoomed } from "@/features/places/api/projection";
import "@/features/places/components/outline-map.css";
import { useText } from "@/lib/text";

const NAMES_MAX = 80;
const STEP = 1.5;
/** What is chosen takes one part in so many of the map's width. */
const AROUND = 4;
const PAUSE_MS = 200;
/** A pointer that moved less has clicked. */
const STILL_PX = 4;

type Props = { organization_id: string; kind: PlaceKind; extent: Box; chosen: (Box & { id: string }) | null; onChoose: (code: string) => void };

export function OutlineMap({ organization_id, kind, extent, chosen, onChoose }: Props) {
  const { t } = useTranslation();
  const text = useText();
  const frame = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(frame);
  const ratio = width / height;
  const plane = useMemo(() => planeOf(extent), [extent]);
  const [moved, setMoved] = useState<View | null>(null);
  const view = moved ?? fitted(plane, extent, ratio);
  const [followed, setFollowed] = useState(chosen?.id);
  if (chosen?.id !== followed) {
    // Chosen in the list: it comes into sight, unless it is there.
    setFollowed(chosen?.id);
    if (chosen !== null && !holds(boxOf(plane, view, ratio), chosen)) setMoved(zoomed(fitted(plane, chosen, ratio), AROUND));
  }
  const asked = useLater(width > 1 ? boxOf(plane, view, ratio) : null);
  const { data } = useOutlines(organization_id, kind, asked);
  const shapes = useMemo(() => (data === undefined ? [] : shapesOf(plane, data)), [plane, data]);
  const names = new Map(data?.features.map(({ properties }) => [properties.id, text(properties, "name")]));
  const unit = view.width / width;
  const drag = useDrag(view, unit, setMoved);
  useWheel(frame, (factor, at) => setMoved(zoomed(view, factor, { x: view.x + (at.x - width / 2) * unit, y: view.y + (at.y - height / 2) * unit })));
  const choose = (shape: Shape) => drag.still() && onChoose(shape.code);
  const shown = [view.x - view.width / 2, view.y - view.width / ratio / 2, view.width, view.width / ratio].join(" ");
  return (
    <div className="outline-map" ref={frame}>
      <svg viewBox={shown} role="img" aria-label={t("places.map", { count: shapes.length })} {...drag.handlers}>
        {shapes.map((shape) => (
          // The list chooses by keyboard.
          <path key={shape.id} d={shape.path} data-chosen={shape.id === chosen?.id} fillRule="evenodd" onClick={() => choose(shape)}>
            <title>{`${names.get(shape.id) ?? ""} ${shape.code}`}</title>
          </path>
        ))}
        {shapes.length <= NAMES_MAX &&
          shapes.map((shape) => (
            <text key={shape.id} x={shape.x} y={shape.y} fontSize={12 * unit} strokeWidth={3 * unit}>
              {names.get(shape.id)}
            </text>
          ))}
      </svg>
      <div className="outline-map-buttons">
        <Button icon={<PlusOutlined />} aria-label={t("places.closer")} onClick={() => setMoved(zoomed(view, 1 / STEP))} />
        <Button icon={<MinusOutlined />} aria-label={t("places.farther")} onClick={() => setMoved(zoomed(view, STEP))} />
        <Button icon={<AimOutlined />} aria-label={t("places.whole")} onClick={() => setMoved(fitted(plane, extent, ratio))} />
      </div>
      {data?.complete === false && <p className="outline-map-note">{t("places.tooMany")}</p>}
    </div>
  );
}

function useSize(frame: { current: HTMLElement | null }) {
  const [size, setSize] = useState({ width: 1, height: 1 });
  useEffect(() => {
    if (frame.current === null) return;
    const watcher = new ResizeObserver(([entry]) => entry && setSize({ width: Math.max(1, entry.contentRect.width), height: Math.max(1, entry.contentRect.height) }));
    watcher.observe(frame.current);
    return () => watcher.disconnect();
  }, [frame]);
  return size;
}

/** A box once it has been the same for a moment: nobody asks for what is only passed over. */
function useLater(box: Box | null): Box | null {
  const told = JSON.stringify(box);
  const [later, setLater] = useState(told);
  useEffect(() => {
    const timer = setTimeout(() => setLater(told), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [told]);
  return JSON.parse(later) as Box | null;
}

function useDrag(view: View, unit: number, move: (view: View) => void) {
  const from = useRef<{ x: number; y: number; view: View } | null>(null);
  const far = useRef(0);
  return {
    still: () => far.current < STILL_PX,
    handlers: {
      onPointerDown: ({ clientX, clientY }: PointerEvent) => {
        from.current = { x: clientX, y: clientY, view };
        far.current = 0;
      },
      onPointerMove: ({ clientX, clientY, buttons }: PointerEvent) => {
        if (from.current === null || buttons === 0) return;
        const [dx, dy] = [clientX - from.current.x, clientY - from.current.y];
        far.current = Math.max(far.current, Math.hypot(dx, dy));
        if (far.current >= STILL_PX) move({ ...from.current.view, x: from.current.view.x - dx * unit, y: from.current.view.y - dy * unit });
      },
      onPointerUp: () => {
        from.current = null;
      },
    },
  };
}

/** The wheel zooms instead of scrolling, which only a listener that is not passive may say. */
function useWheel(frame: { current: HTMLElement | null }, onTurn: (factor: number, at: { x: number; y: number }) => void): void {
  const turned = useEffectEvent((event: WheelEvent) => {
    event.preventDefault();
    const corner = (event.currentTarget as HTMLElement).getBoundingClientRect();
    onTurn(event.deltaY > 0 ? STEP : 1 / STEP, { x: event.clientX - corner.left, y: event.clientY - corner.top });
  });
  useEffect(() => {
    const element = frame.current;
    const turn = (event: WheelEvent) => turned(event);
    element?.addEventListener("wheel", turn, { passive: false });
    return () => element?.removeEventListener("wheel", turn);
  }, [frame]);
}
