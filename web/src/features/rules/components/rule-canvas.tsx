/** The camera's picture with the rule's shapes over it, to be drawn and moved by mouse and by keyboard. */
import { type CSSProperties, type KeyboardEvent, type PointerEvent, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Camera } from "@/api/types";
import { type Drawing, finished, placed, type Step, takenBack } from "@/features/rules/api/drawing";
import { type Point, pointAt, stepped } from "@/features/rules/api/geometry";
import { keyOf, type Shape } from "@/features/rules/api/shapes";
import { DrawnSoFar } from "@/features/rules/components/drawn-so-far";
import { RulePicture } from "@/features/rules/components/rule-picture";
import { ShapeDrawn } from "@/features/rules/components/shape-drawn";

type Props = {
  camera: Camera;
  shapes: readonly Shape[];
  chosen: string | undefined;
  drawing: Drawing | undefined;
  edits: boolean;
  faulty: ReadonlySet<string>;
  onChoose: (key: string | undefined) => void;
  onDraw: (step: Step) => void;
  onShape: (shape: Shape, points: Point[]) => void;
  onRemove: (shape: Shape) => void;
};

export function RuleCanvas({ camera, shapes, chosen, drawing, edits, faulty, onChoose, onDraw, onShape, onRemove }: Props) {
  const { t } = useTranslation();
  const frame = useRef<SVGSVGElement>(null);
  const ratio = (camera.stream?.width ?? 16) / (camera.stream?.height ?? 9);
  const draws = drawing !== undefined;
  useEffect(() => {
    if (draws) frame.current?.focus();
  }, [draws]);
  const at = (event: PointerEvent): Point => (frame.current === null ? [0, 0] : pointAt(event, frame.current.getBoundingClientRect()));
  const onKeyDown = (event: KeyboardEvent) => {
    const step = drawing && pressed(drawing, event);
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onDraw(step);
  };
  return (
    <div className="rule-canvas">
      <div className="rule-frame" style={{ "--ratio": ratio } as CSSProperties}>
        <RulePicture camera={camera} />
        {/* While something is drawn the picture is what the keyboard and the pointer are for. */}
        <svg
          ref={frame}
          className="rule-shapes"
          role={draws ? "application" : "group"}
          aria-label={draws ? t("rules.drawHint") : t("rules.shapesLabel")}
          tabIndex={draws ? 0 : -1}
          data-draws={draws}
          onKeyDown={onKeyDown}
          onPointerMove={(event) => drawing && onDraw({ drawing: { ...drawing, cursor: at(event) } })}
          onPointerDown={(event) => {
            if (drawing === undefined || event.button !== 0) return;
            event.preventDefault();
            frame.current?.focus();
            onDraw(placed(drawing, at(event)));
          }}
          onDoubleClick={() => drawing && onDraw(finished(drawing))}
        >
          {shapes.map((shape) => (
            <ShapeDrawn
              key={keyOf(shape)}
              shape={shape}
              ratio={ratio}
              chosen={chosen === keyOf(shape)}
              edits={edits && !draws}
              faulty={faulty.has(keyOf(shape))}
              at={at}
              onChoose={() => onChoose(keyOf(shape))}
              onLeave={() => onChoose(undefined)}
              onPoints={(points) => onShape(shape, points)}
              onRemove={() => onRemove(shape)}
            />
          ))}
          {drawing !== undefined && <DrawnSoFar drawing={drawing} />}
        </svg>
      </div>
    </div>
  );
}

/** What a key does to a drawing; undefined where it does nothing. */
function pressed(drawing: Drawing, { key, shiftKey }: KeyboardEvent): Step | undefined {
  const cursor = stepped(drawing.cursor, key, shiftKey);
  if (cursor !== undefined) return { drawing: { ...drawing, cursor } };
  if (key === " ") return placed(drawing, drawing.cursor);
  if (key === "Enter") return finished(drawing);
  if (key === "Backspace" || key === "Delete") return { drawing: takenBack(drawing) };
  return key === "Escape" ? { drawing: undefined } : undefined;
}
