/** One event: picture, facts, verdict; in the drawer and on its own page alike. */
import { BorderOuterOutlined, DownOutlined, ExpandOutlined, UpOutlined } from "@ant-design/icons";
import { Button, Tooltip } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Event, EventDetail } from "@/api/types";
import { ClipPlayer, clipOf } from "@/components/clip-player";
import { EventPicture } from "@/components/event-picture";
import { Disclosure } from "@/features/events/components/disclosure";
import { EventFacts } from "@/features/events/components/event-facts";
import { EventPieces } from "@/features/events/components/event-pieces";
import { FullPicture } from "@/features/events/components/full-picture";
import { VerdictBar } from "@/features/events/components/verdict-bar";
import { VerdictHistory } from "@/features/events/components/verdict-history";
import "@/features/events/components/events.css";
import { useShortcuts } from "@/lib/keyboard";
import { prefer, usePreferences } from "@/lib/preferences";

type Props = {
  event: Event;
  detail: EventDetail | undefined;
  onPrevious?: (() => void) | undefined;
  onNext?: (() => void) | undefined;
};

export function EventView({ event, detail, onPrevious, onNext }: Props) {
  const [full, setFull] = useState(false);
  const [playing, setPlaying] = useState(false);
  const clip = clipOf(detail);
  const { boxes } = usePreferences();
  useShortcuts({ f: () => setFull((before) => !before), b: () => prefer({ boxes: !boxes }) });
  useShortcuts({ v: () => setPlaying((before) => !before) }, clip !== undefined);
  return (
    <div className="event">
      <div className="event-stage">
        {playing && detail !== undefined && clip !== undefined ? <ClipPlayer detail={detail} clip={clip} /> : <EventPicture event={event} detail={detail} />}
      </div>
      <div className="event-told">
        {detail !== undefined && <EventPieces detail={detail} playing={playing && clip !== undefined} onPlay={() => setPlaying((before) => !before)} />}
        <EventFacts event={event} detail={detail} />
        {detail !== undefined && <VerdictHistory detail={detail} />}
        {detail !== undefined && <Disclosure detail={detail} />}
      </div>
      <footer className="event-foot">
        <VerdictBar event={event} />
        <Tools onFull={() => setFull(true)} onPrevious={onPrevious} onNext={onNext} />
      </footer>
      {full && <FullPicture event={event} detail={detail} onClose={() => setFull(false)} />}
    </div>
  );
}

function Tools({ onFull, onPrevious, onNext }: { onFull: () => void } & Pick<Props, "onPrevious" | "onNext">) {
  const { t } = useTranslation();
  const { boxes } = usePreferences();
  return (
    <div className="event-tools">
      <Tooltip title={`${t("events.picture.boxes")} (b)`}>
        <Button
          icon={<BorderOuterOutlined />}
          aria-label={t("events.picture.boxes")}
          aria-pressed={boxes}
          className={boxes ? "pressed" : undefined}
          onClick={() => prefer({ boxes: !boxes })}
        />
      </Tooltip>
      <Tooltip title={`${t("events.picture.full")} (f)`}>
        <Button icon={<ExpandOutlined />} aria-label={t("events.picture.full")} onClick={onFull} />
      </Tooltip>
      <Tooltip title={`${t("events.verdict.previous")} (k)`}>
        <Button icon={<UpOutlined />} aria-label={t("events.verdict.previous")} disabled={onPrevious === undefined} onClick={onPrevious} />
      </Tooltip>
      <Tooltip title={`${t("events.verdict.next")} (j)`}>
        <Button icon={<DownOutlined />} aria-label={t("events.verdict.next")} disabled={onNext === undefined} onClick={onNext} />
      </Tooltip>
    </div>
  );
}
