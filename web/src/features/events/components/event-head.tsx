/** The first line of an event. */
import type { Event } from "@/api/types";
import { ReviewTag, SeverityTag } from "@/components/event-tags";
import { useText } from "@/lib/text";

export function EventHead({ event }: { event: Event }) {
  const text = useText();
  return (
    <div className="event-head">
      <h2>{text(event, "title")}</h2>
      <SeverityTag event={event} filled />
      {event.review !== "waiting" && <ReviewTag review={event.review} filled />}
      <span className="clip">{text(event.camera, "name")}</span>
    </div>
  );
}
