/** Picture and replay at the left, the rule's shapes and fields at the right. */
import { Button, Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { FieldFault } from "@/api/problem";
import type { Camera, EventRule, RuleOverrides } from "@/api/types";
import type { Draft } from "@/features/rules/api/draft";
import { begun, type Drawing, type Step } from "@/features/rules/api/drawing";
import { shapeFaults } from "@/features/rules/api/faults";
import { own, type Where, withField } from "@/features/rules/api/override";
import type { Range, useReplay } from "@/features/rules/api/rule";
import { keyOf, KINDS, type Shape, shapesAt, withShapes } from "@/features/rules/api/shapes";
import { ReplayPanel } from "@/features/rules/components/replay-panel";
import { RuleCanvas } from "@/features/rules/components/rule-canvas";
import { RuleForm } from "@/features/rules/components/rule-form";
import { DrawingBar, ShapeList } from "@/features/rules/components/shape-list";
import { useCan } from "@/lib/me";
import { useText } from "@/lib/text";

type Props = {
  camera: Camera;
  events: readonly EventRule[];
  draft: Draft;
  edits: boolean;
  faults: readonly FieldFault[];
  replay: ReturnType<typeof useReplay>;
  /** A replay begins: what a save was refused for is no longer said. */
  onTried: () => void;
};

export function RuleWork({ camera, events, draft: { rule, setRule }, edits, faults, replay, onTried }: Props) {
  const replays = useCan()("subscription.replay");
  const [where, setWhere] = useState<Where>(null);
  const [chosen, setChosen] = useState<string>();
  const [drawing, setDrawing] = useState<Drawing>();
  const [tried, setTried] = useState<RuleOverrides>();
  const shapes = shapesAt(rule, where, events);
  const wrong = shapeFaults(faults, where);
  const put = ({ kind }: Shape, change: (same: Shape[]) => Shape[]) =>
    setRule(withShapes(rule, where, kind, change(shapes.filter((each) => each.kind === kind)), events));
  const onShape = (shape: Shape) => put(shape, (same) => same.map((each) => (each.index === shape.index ? shape : each)));
  const onRemove = (shape: Shape) => {
    setChosen(undefined);
    put(shape, (same) => same.filter(({ index }) => index !== shape.index));
  };
  const onDraw = ({ drawing: next, done }: Step) => {
    setDrawing(next);
    if (done === undefined || drawing === undefined) return;
    const { kind } = drawing;
    const index = shapes.filter((each) => each.kind === kind).length;
    const shape: Shape = { kind, index, name: "", points: done, ...(kind === "tripwires" && { direction: "both" as const }) };
    setChosen(keyOf(shape));
    put(shape, (same) => [...same, shape]);
  };
  const onReplay = (range: Range) => {
    onTried();
    setTried(rule);
    replay.mutate({ range, rule });
  };
  const choices = { shapes, chosen, edits };
  return (
    <div className="rule-work">
      <div className="rule-left">
        <RuleCanvas
          {...choices}
          camera={camera}
          drawing={drawing}
          faulty={new Set(wrong.keys())}
          onChoose={setChosen}
          onDraw={onDraw}
          onShape={(shape, points) => onShape({ ...shape, points })}
          onRemove={onRemove}
        />
        {replays && <ReplayPanel replay={replay.data} pending={replay.isPending} stale={tried !== rule} onReplay={onReplay} />}
      </div>
      <div className="rule-right">
        <WhereChoice events={events} where={where} onWhere={setWhere} />
        {edits && <DrawingBar drawing={drawing} onBegin={(kind) => setDrawing(begun(kind))} onDraw={onDraw} />}
        <ShapeList {...choices} faults={wrong} onChoose={setChosen} onShape={onShape} onRemove={onRemove} />
        {edits && where !== null && <OwnShapes rule={rule} where={where} onRule={setRule} />}
        <RuleForm rule={rule} where={where} events={events} edits={edits} faults={faults} onRule={setRule} />
      </div>
    </div>
  );
}

/** For all event types, or for one of them; an algorithm with one needs no choice. */
function WhereChoice({ events, where, onWhere }: { events: readonly EventRule[]; where: Where; onWhere: (where: Where) => void }) {
  const { t } = useTranslation();
  const text = useText();
  if (events.length < 2) return null;
  return (
    <Segmented
      aria-label={t("rules.where")}
      value={where ?? ""}
      options={[{ value: "", label: t("rules.all") }, ...events.map((event) => ({ value: event.event_type, label: text(event, "title") }))]}
      onChange={(value) => onWhere(value || null)}
    />
  );
}

/** An event type that has shapes of its own may go back to those of all. */
function OwnShapes({ rule, where, onRule }: { rule: RuleOverrides; where: Where; onRule: (rule: RuleOverrides) => void }) {
  const { t } = useTranslation();
  const mine = KINDS.filter((kind) => own(rule, where, kind) !== undefined);
  if (mine.length === 0) return <p className="quiet">{t("rules.shapesOfAll")}</p>;
  return (
    <Button size="small" className="link-button" type="link" onClick={() => onRule(mine.reduce((next, kind) => withField(next, where, kind, undefined), rule))}>
      {t("rules.shapesBack")}
    </Button>
  );
}
