/** Verdicts on events that are no longer on screen, while they can still be taken back. */
import { UndoOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { useLocation } from "react-router";
import { useJudge } from "@/lib/judge";
import { type Fleeting, useFleeting } from "@/lib/fleeting";
import "@/features/events/components/events.css";
import { useNow } from "@/lib/clock";
import { useShortcuts } from "@/lib/keyboard";
import { useMe } from "@/lib/me";
import { useText } from "@/lib/text";

export function UndoBars() {
  const { pathname, search } = useLocation();
  const { undoLatest } = useJudge();
  const away = useFleeting().filter(({ event }) => !`${pathname}${search}`.includes(event.id));
  useShortcuts({ u: undoLatest }, away.length > 0);
  if (away.length === 0) return null;
  return (
    <div className="undo-bars" role="status">
      {away.map((fleeting) => (
        <UndoBar key={fleeting.event.id} fleeting={fleeting} />
      ))}
    </div>
  );
}

function UndoBar({ fleeting }: { fleeting: Fleeting }) {
  const { t } = useTranslation();
  const text = useText();
  const { undo } = useJudge();
  const left = Math.min(useMe().settings.undo_s, Math.ceil((fleeting.until - useNow()) / 1000));
  const title = text(fleeting.event, "title");
  if (left <= 0) return null;
  return (
    <div className="undo-bar">
      <span>
        {fleeting.count > 1 ? t("events.verdict.rejectedEvents", { count: fleeting.count, title }) : t(`events.verdict.done.${fleeting.verdict}`, { title })}
        <span className="quiet"> · {text(fleeting.event.camera, "name")}</span>
      </span>
      <Button type="link" icon={<UndoOutlined />} onClick={() => void undo(fleeting)}>
        {t("events.verdict.undoLeft", { value: left })} <kbd>u</kbd>
      </Button>
    </div>
  );
}
