/** The picture of the event that is judged, whole, with boxes and zone; or its clip, where it has one. */
import type { Event, EventDetail } from "@/api/types";
import { EventPicture } from "@/components/event-picture";

type Props = { event: Event; detail: EventDetail | undefined; clip: string | undefined };

export function DeskPicture({ event, detail, clip }: Props) {
  if (clip === undefined) return <EventPicture event={event} detail={detail} />;
  return (
    <div className="picture">
      <video key={clip} src={clip} className="desk-clip" controls autoPlay loop muted playsInline />
    </div>
  );
}

/** Where the clip of an event is; what every browser plays comes first. */
export function clipOf(detail: EventDetail | undefined): string | undefined {
  const films = (detail?.evidence ?? []).filter(({ media_type, clear }) => media_type.startsWith("video/") && clear);
  const found = films.find(({ kind }) => kind.endsWith("h264")) ?? films[0];
  const url: string | null | undefined = found?.url;
  return url ?? undefined;
}
