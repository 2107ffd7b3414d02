/** The picture over the whole window; the verdict stays at hand. */
import { CloseOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Event, EventDetail } from "@/api/types";
import { EventPicture } from "@/components/event-picture";
import { VerdictBar } from "@/features/events/components/verdict-bar";
import { useShortcuts } from "@/lib/keyboard";
import { useText } from "@/lib/text";

export function FullPicture({ event, detail, onClose }: { event: Event; detail: EventDetail | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const text = useText();
  const box = useRef<HTMLDivElement>(null);
  useShortcuts({ Escape: onClose });
  useEffect(() => box.current?.focus(), []);
  return (
    <div className="full" role="dialog" aria-modal="true" aria-label={t("events.picture.full")} tabIndex={-1} ref={box}>
      <EventPicture event={event} detail={detail} />
      <footer className="event-foot">
        <strong>{text(event, "title")}</strong>
        <span className="quiet clip">{text(event.camera, "name")}</span>
        <VerdictBar event={event} />
        <div className="event-tools">
          <Button icon={<CloseOutlined />} onClick={onClose}>
            {t("events.picture.exit")} <kbd>Esc</kbd>
          </Button>
        </div>
      </footer>
    </div>
  );
}
