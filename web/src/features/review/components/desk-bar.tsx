/** The verdict and everything else the desk can do with an event: a key each, said beside its word. */
import { BorderOuterOutlined, CheckOutlined, CloseOutlined, CopyOutlined, DownOutlined, ExpandOutlined, PlayCircleOutlined, QuestionCircleOutlined, SwitcherOutlined, UpOutlined } from "@ant-design/icons";
import { Button, Tooltip } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Event, EventDetail } from "@/api/types";
import { RejectReasons } from "@/components/choices";
import { Alike } from "@/features/review/components/alike";
import { Doubles } from "@/features/review/components/doubles";
import type { Alike as Chosen, Choice } from "@/lib/judge";
import { useShortcuts } from "@/lib/keyboard";
import { prefer, usePreferences } from "@/lib/preferences";

type Asking = "reject" | "double" | "alike";
type Walk = { previous: (() => void) | undefined; next: (() => void) | undefined };
type Props = {
  event: Event;
  detail: EventDetail | undefined;
  onDecide: (choice: Choice) => void;
  onAlike: (alike: Chosen) => void;
  walk: Walk;
  full: { on: boolean; turn: () => void };
  clip: { playing: boolean; turn: (() => void) | undefined };
};

/** It stays from event to event: putting its buttons up anew would hold the next picture up. */
export function DeskBar({ event, detail, onDecide, onAlike, walk, full, clip }: Props) {
  const { t } = useTranslation();
  const [question, setQuestion] = useState<{ id: string; what: Asking }>();
  // A question that was left open is not the next one's.
  const asking = question?.id === event.id ? question.what : undefined;
  const cancel = () => setQuestion(undefined);
  const confirm = () => onDecide({ verdict: "confirm" });
  const uncertain = () => onDecide({ verdict: "uncertain" });
  const checks = event.wants === "check";
  const ask = (what: Asking) => () => setQuestion({ id: event.id, what });
  useShortcuts({ y: confirm, n: ask("reject"), o: uncertain, ...(!checks && { d: ask("double") }) });
  useShortcuts({ s: ask("alike") }, event.wants === "verdict");
  return (
    <footer className="desk-bar">
      <Button type="primary" size="large" icon={<CheckOutlined />} onClick={confirm}>
        {t("events.verdict.confirm")} <kbd>y</kbd>
      </Button>
      <Act icon={<CloseOutlined />} word={t("events.verdict.reject")} letter="n" pressed={asking === "reject"} onClick={ask("reject")} />
      {!checks && <Act icon={<CopyOutlined />} word={t("review.act.duplicate")} letter="d" pressed={asking === "double"} onClick={ask("double")} />}
      <Act icon={<QuestionCircleOutlined />} word={t("review.act.uncertain")} letter="o" onClick={uncertain} />
      {event.wants === "verdict" && <Act icon={<SwitcherOutlined />} word={t("review.act.alike")} letter="s" pressed={asking === "alike"} onClick={ask("alike")} />}
      <DeskTools walk={walk} full={full} clip={clip} />
      {asking === "reject" && <RejectReasons onChoose={(reason) => onDecide({ verdict: "reject", reason })} onCancel={cancel} />}
      {asking === "double" && <Doubles event={event} detail={detail} onChoose={(id) => onDecide({ verdict: "duplicate", duplicate_of: id })} onCancel={cancel} />}
      {asking === "alike" && <Alike event={event} onReject={onAlike} onCancel={cancel} />}
    </footer>
  );
}

type ActProps = { icon: ReactNode; word: string; letter: string; pressed?: boolean; onClick: () => void };

function Act({ icon, word, letter, pressed = false, onClick }: ActProps) {
  return (
    <Button size="large" icon={icon} className={pressed ? "pressed" : undefined} aria-expanded={pressed} onClick={onClick}>
      {word} <kbd>{letter}</kbd>
    </Button>
  );
}

function DeskTools({ walk, full, clip }: Pick<Props, "walk" | "full" | "clip">) {
  const { t } = useTranslation();
  const { boxes } = usePreferences();
  const turnBoxes = () => prefer({ boxes: !boxes });
  useShortcuts({ b: turnBoxes, f: full.turn });
  useShortcuts({ Escape: full.turn }, full.on);
  useShortcuts({ v: () => clip.turn?.() }, clip.turn !== undefined);
  return (
    <div className="desk-tools">
      {clip.turn !== undefined && <Tool icon={<PlayCircleOutlined />} word={t("review.act.clip")} letter="v" pressed={clip.playing} onClick={clip.turn} />}
      <Tool icon={<BorderOuterOutlined />} word={t("events.picture.boxes")} letter="b" pressed={boxes} onClick={turnBoxes} />
      <Tool icon={<ExpandOutlined />} word={t("events.picture.full")} letter="f" pressed={full.on} onClick={full.turn} />
      <Tool icon={<UpOutlined />} word={t("events.verdict.previous")} letter="k" onClick={walk.previous} />
      <Tool icon={<DownOutlined />} word={t("events.verdict.next")} letter="j" onClick={walk.next} />
    </div>
  );
}

type ToolProps = { icon: ReactNode; word: string; letter: string; pressed?: boolean; onClick: (() => void) | undefined };

function Tool({ icon, word, letter, pressed, onClick }: ToolProps) {
  return (
    <Tooltip title={word}>
      <Button
        icon={icon}
        aria-label={word}
        {...(pressed !== undefined && { "aria-pressed": pressed })}
        className={pressed ? "pressed" : undefined}
        disabled={onClick === undefined}
        onClick={onClick}
      >
        <kbd>{letter}</kbd>
      </Button>
    </Tooltip>
  );
}
