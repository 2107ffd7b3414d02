/** One zone, mask or tripwire; the chosen one shows its points, which the mouse drags and the arrows move. */
import { type KeyboardEvent, type PointerEvent, useRef } from "react";
import { useTranslation } from "react-i18next";
import { centre, forwardTip, middles, type Point, replaced, split, stepped, without } from "@/features/rules/api/geometry";
import type { Shape } from "@/features/rules/api/shapes";
import { useShapeName } from "@/features/rules/components/shape-name";

type Props = {
  shape: Shape;
  ratio: number;
  chosen: boolean;
  edits: boolean;
  faulty: boolean;
  at: (event: PointerEvent) => Point;
  onChoose: () => void;
  onLeave: () => void;
  onPoints: (points: Point[]) => void;
  onRemove: () => void;
};

export function ShapeDrawn({ shape, ratio, chosen, edits, faulty, at, onChoose, onLeave, onPoints, onRemove }: Props) {
  const name = useShapeName()(shape);
  const { kind, points } = shape;
  const [x, y] = centre(points);
  const onKeyDown = (event: KeyboardEvent) => {
    const acts: Record<string, () => void> = { Enter: onChoose, " ": onChoose, Escape: onLeave, ...(edits && { Delete: onRemove }) };
    answer(event, acts[event.key]);
  };
  return (
    <g className="rule-shape" data-kind={kind} data-chosen={chosen} data-faulty={faulty}>
      <svg viewBox="0 0 1 1" preserveAspectRatio="none" width="100%" height="100%">
        <g role="button" tabIndex={0} aria-label={name} aria-pressed={chosen} onKeyDown={onKeyDown} onPointerDown={onChoose}>
          {kind === "tripwires" && <polyline className="rule-grasp" points={pointsOf(points)} />}
          {kind === "tripwires" ? <polyline points={pointsOf(points)} /> : <polygon points={pointsOf(points)} />}
        </g>
      </svg>
      {kind === "tripwires" && <Arrows shape={shape} ratio={ratio} />}
      <text x={percent(x)} y={percent(y)} dy={kind === "tripwires" ? -10 : 4} aria-hidden="true">
        {name}
      </text>
      {chosen && edits && <Handles shape={shape} at={at} onPoints={onPoints} onLeave={onLeave} />}
    </g>
  );
}

type HandlesProps = Pick<Props, "shape" | "at" | "onPoints" | "onLeave">;

function Handles({ shape: { kind, points }, at, onPoints, onLeave }: HandlesProps) {
  const { t } = useTranslation();
  const dragged = useRef<number>(undefined);
  const onKeyDown = (event: KeyboardEvent, point: Point, index: number) => {
    const moved = stepped(point, event.key, event.shiftKey);
    if (moved !== undefined) answer(event, () => onPoints(replaced(points, index, moved)));
    else if (event.key === "Escape") answer(event, onLeave);
    else if (event.key === "Delete" && kind !== "tripwires") answer(event, () => onPoints(without(points, index)));
  };
  return (
    <>
      {points.map((point, index) => (
        <circle
          key={index}
          className="rule-point"
          role="button"
          tabIndex={0}
          aria-label={t("rules.point", { number: index + 1, x: Math.round(point[0] * 100), y: Math.round(point[1] * 100) })}
          cx={percent(point[0])}
          cy={percent(point[1])}
          r={6}
          onKeyDown={(event) => onKeyDown(event, point, index)}
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId);
            dragged.current = index;
          }}
          onPointerMove={(event) => dragged.current === index && onPoints(replaced(points, index, at(event)))}
          onPointerUp={() => (dragged.current = undefined)}
        />
      ))}
      {kind !== "tripwires" &&
        middles(points).map(([x, y], index) => (
          <circle
            key={`middle ${index}`}
            className="rule-middle"
            role="button"
            tabIndex={0}
            aria-label={t("rules.pointAdd", { number: index + 1 })}
            cx={percent(x)}
            cy={percent(y)}
            r={4}
            onKeyDown={(event) => answer(event, event.key === "Enter" || event.key === " " ? () => onPoints(split(points, index)) : undefined)}
            onPointerDown={() => onPoints(split(points, index))}
          />
        ))}
    </>
  );
}

/** Which way a wire counts. */
function Arrows({ shape: { points, direction = "both" }, ratio }: { shape: Shape; ratio: number }) {
  const [start = [0, 0], end = [1, 1]] = points;
  const tips = [...(direction === "backward" ? [] : [forwardTip(start, end, ratio)]), ...(direction === "forward" ? [] : [forwardTip(end, start, ratio)])];
  const [x, y] = centre(points);
  return tips.map(([tx, ty], index) => (
    <g key={index} className="rule-arrow" aria-hidden="true">
      <line x1={percent(x)} y1={percent(y)} x2={percent(tx)} y2={percent(ty)} />
      <svg x={percent(tx)} y={percent(ty)} overflow="visible">
        <path d="M-6 -4L2 0L-6 4Z" transform={`rotate(${(Math.atan2(ty - y, (tx - x) * ratio) * 180) / Math.PI})`} />
      </svg>
    </g>
  ));
}

function answer(event: KeyboardEvent, act: (() => void) | undefined): void {
  if (act === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  act();
}

export const percent = (part: number) => `${(part * 100).toFixed(3)}%`;
export const pointsOf = (points: readonly Point[]) => points.map(([x, y]) => `${x},${y}`).join(" ");
