/** The verdict on one event: the keys `c`, `y`, `n` and a digit, `u`. */
import { CheckOutlined, CloseOutlined, PushpinOutlined, UndoOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Event } from "@/api/types";
import { RejectReasons } from "@/components/choices";
import { At } from "@/components/when";
import { useClaim } from "@/features/events/api/claim";
import { useRejectReasons } from "@/lib/events";
import { useJudge } from "@/lib/judge";
import { useFleeting } from "@/lib/fleeting";
import { CaseLine } from "@/features/events/components/case-line";
import { ReviewTag } from "@/components/event-tags";
import { useNow } from "@/lib/clock";
import { useShortcuts } from "@/lib/keyboard";
import { useCan, useMe } from "@/lib/me";
import { useWords } from "@/lib/text";

export function VerdictBar({ event }: { event: Event }) {
  const { t } = useTranslation();
  const can = useCan();
  const { judge, undoLatest } = useJudge();
  const [rejecting, setRejecting] = useState<string>();
  const asks = event.review === "waiting" && can("event.judge");
  const claim = useClaim(event);
  useShortcuts({ u: undoLatest });
  useShortcuts({ c: claim }, asks);
  useShortcuts({ y: () => void judge(event, { verdict: "confirm" }), n: () => setRejecting(event.id) }, asks);
  if (event.review !== "waiting") return <Judged event={event} />;
  if (!asks) return <span className="quiet">{t("events.verdict.readOnly")}</span>;
  const reject = (reason: string) => {
    setRejecting(undefined);
    void judge(event, { verdict: "reject", reason });
  };
  return (
    <div className="verdict">
      <Button type="primary" size="large" icon={<CheckOutlined />} onClick={() => void judge(event, { verdict: "confirm" })}>
        {t("events.verdict.confirm")} <kbd>y</kbd>
      </Button>
      <Button size="large" icon={<CloseOutlined />} aria-expanded={rejecting === event.id} onClick={() => setRejecting(event.id)}>
        {t("events.verdict.reject")} <kbd>n</kbd>
      </Button>
      {event.claim === null ? (
        <Button size="large" icon={<PushpinOutlined />} onClick={claim}>
          {t("events.verdict.claim")} <kbd>c</kbd>
        </Button>
      ) : (
        <span className="quiet">
          <PushpinOutlined aria-hidden="true" /> {event.claim.by} · <At at={event.claim.until} />
        </span>
      )}
      {rejecting === event.id && <RejectReasons onChoose={reject} onCancel={() => setRejecting(undefined)} />}
    </div>
  );
}

function Judged({ event }: { event: Event }) {
  const { t } = useTranslation();
  const words = useWords();
  const reasons = useRejectReasons().data ?? [];
  const { undo } = useJudge();
  const now = useNow();
  const { settings } = useMe();
  const fleeting = useFleeting().find((each) => each.event.id === event.id);
  const left = fleeting === undefined ? 0 : Math.min(settings.undo_s, Math.ceil((fleeting.until - now) / 1000));
  const reason = reasons.find((each) => each.code === event.verdict?.reason);
  return (
    <div className="verdict" aria-live="polite">
      <ReviewTag review={event.review} filled />
      {event.verdict !== null && (
        <span className="quiet">
          {event.verdict.by === null ? t("events.verdict.auto") : t("events.verdict.by", { name: event.verdict.by })} · <At at={event.verdict.at} />
        </span>
      )}
      {event.verdict?.reason != null && <span>{t("events.verdict.reason", { reason: reason ? words(reason) : event.verdict.reason })}</span>}
      {fleeting !== undefined && left > 0 ? (
        <>
          <span className="quiet">
            {event.review === "confirmed" ? t("events.verdict.filing", { value: left }) : t("events.verdict.takingEffect", { value: left })}
          </span>
          <Button icon={<UndoOutlined />} onClick={() => void undo(fleeting)}>
            {t("events.verdict.undo")} <kbd>u</kbd>
          </Button>
        </>
      ) : (
        event.review === "confirmed" && <CaseLine event={event} />
      )}
    </div>
  );
}
