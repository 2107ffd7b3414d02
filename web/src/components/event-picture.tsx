/** The evidence picture of an event, plain or with what was seen in it. */
import { useTranslation } from "react-i18next";
import type { Event, EventDetail } from "@/api/types";
import { EvidencePicture } from "@/components/evidence-picture";
import { useZone } from "@/lib/me";
import { usePreferences } from "@/lib/preferences";
import { useText } from "@/lib/text";
import { absolute } from "@/lib/time";

export function EventPicture({ event, detail }: { event: Event; detail: EventDetail | undefined }) {
  const { t, i18n } = useTranslation();
  const text = useText();
  const zone = useZone();
  const { boxes } = usePreferences();
  const time = absolute(event.opened_at, zone);
  const name = (label: string) => (label === event.event_type ? text(event, "title") : i18n.exists(`labels.${label}`) ? t(`labels.${label}` as "labels.fire") : label);
  return (
    <EvidencePicture
      eventId={event.id}
      kind="snapshot"
      alt={t("events.picture.alt", { title: text(event, "title"), camera: text(event.camera, "name"), time })}
      width={detail?.width}
      height={detail?.height}
      detections={boxes ? detail?.detections ?? [] : []}
      zone={boxes ? zoneOf(detail?.rule) : undefined}
      nameOf={name}
    />
  );
}

function zoneOf(rule: Record<string, unknown> | undefined): [number, number][] | undefined {
  const zone = rule?.zone;
  return Array.isArray(zone) && zone.length > 2 ? (zone as [number, number][]) : undefined;
}
