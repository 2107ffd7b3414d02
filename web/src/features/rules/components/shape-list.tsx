/** The shapes by name: what to draw, and what is drawn, with what the server found wrong beside it. */
import { BorderOuterOutlined, CheckOutlined, CloseOutlined, DeleteOutlined, StopOutlined, SwapOutlined, UndoOutlined } from "@ant-design/icons";
import { Button, Input, Select, Tooltip } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { closable, type Drawing, finished, type Kind, type Step, takenBack } from "@/features/rules/api/drawing";
import { type Direction, keyOf, KINDS, type Shape } from "@/features/rules/api/shapes";
import { useShapeName } from "@/features/rules/components/shape-name";

const ICONS: Record<Kind, ReactNode> = { zones: <BorderOuterOutlined />, masks: <StopOutlined />, tripwires: <SwapOutlined /> };
const DIRECTIONS: readonly Direction[] = ["both", "forward", "backward"];

type BarProps = { drawing: Drawing | undefined; onBegin: (kind: Kind) => void; onDraw: (step: Step) => void };

/** Beginning to draw, and ending it. */
export function DrawingBar({ drawing, onBegin, onDraw }: BarProps) {
  const { t } = useTranslation();
  if (drawing === undefined) {
    return (
      <div className="actions">
        {KINDS.map((kind) => (
          <Button key={kind} icon={ICONS[kind]} onClick={() => onBegin(kind)}>
            {t(`rules.add.${kind}`)}
          </Button>
        ))}
      </div>
    );
  }
  return (
    <div className="actions rule-drawing">
      <span className="quiet" role="status">
        {t(drawing.kind === "tripwires" ? "rules.drawWire" : "rules.drawArea")}
      </span>
      <Button size="small" icon={<UndoOutlined />} disabled={drawing.points.length === 0} onClick={() => onDraw({ drawing: takenBack(drawing) })}>
        {t("rules.takeBack")}
      </Button>
      <Button size="small" type="primary" icon={<CheckOutlined />} disabled={!closable(drawing)} onClick={() => onDraw(finished(drawing))}>
        {t("rules.finish")}
      </Button>
      <Button size="small" icon={<CloseOutlined />} onClick={() => onDraw({ drawing: undefined })}>
        {t("common.cancel")}
      </Button>
    </div>
  );
}

type Props = {
  shapes: readonly Shape[];
  chosen: string | undefined;
  edits: boolean;
  faults: ReadonlyMap<string, string>;
  onChoose: (key: string) => void;
  onShape: (shape: Shape) => void;
  onRemove: (shape: Shape) => void;
};

export function ShapeList({ shapes, chosen, edits, faults, onChoose, onShape, onRemove }: Props) {
  const { t } = useTranslation();
  const nameOf = useShapeName();
  if (shapes.length === 0) return <p className="quiet">{t("rules.noShapes")}</p>;
  return (
    <ul className="rule-list">
      {shapes.map((shape) => (
        <li key={keyOf(shape)} data-chosen={chosen === keyOf(shape)}>
          <span className="rule-kind" data-kind={shape.kind}>
            {ICONS[shape.kind]} {t(`rules.kind.${shape.kind}`)} {shape.index + 1}
          </span>
          <Input
            value={shape.name}
            maxLength={50}
            disabled={!edits}
            placeholder={t("rules.name")}
            aria-label={t("rules.nameOf", { shape: nameOf(shape) })}
            onFocus={() => onChoose(keyOf(shape))}
            onChange={(event) => onShape({ ...shape, name: event.target.value })}
          />
          {shape.direction !== undefined && (
            <Select
              value={shape.direction}
              disabled={!edits}
              aria-label={t("rules.direction.title")}
              options={DIRECTIONS.map((value) => ({ value, label: t(`rules.direction.${value}`) }))}
              onChange={(direction) => onShape({ ...shape, direction })}
            />
          )}
          {edits && (
            <Tooltip title={t("common.delete")}>
              <Button type="text" icon={<DeleteOutlined />} aria-label={t("rules.deleteOf", { shape: nameOf(shape) })} onClick={() => onRemove(shape)} />
            </Tooltip>
          )}
          {faults.has(keyOf(shape)) && (
            <p className="rule-fault" role="alert">
              {faults.get(keyOf(shape))}
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}
