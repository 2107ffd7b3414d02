/** The picture of the event that is judged, whole, with boxes and zone; or its clip, where it has one. */
import type { Event, EventDetail } from "@/api/types";
import { ClipPlayer, clipOf } from "@/components/clip-player";
import { EventPicture } from "@/components/event-picture";

type Props = { event: Event; detail: EventDetail | undefined; plays: boolean };

export function DeskPicture({ event, detail, plays }: Props) {
  const clip = clipOf(detail);
  if (!plays || detail === undefined || clip === undefined) return <EventPicture event={event} detail={detail} />;
  return (
    <div className="picture">
      <ClipPlayer detail={detail} clip={clip} />
    </div>
  );
}
