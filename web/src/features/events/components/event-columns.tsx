/** The columns of the event list. */
import { FileDoneOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import type { Event } from "@/api/types";
import type { Column } from "@/components/data-list";
import { Thumbnail } from "@/components/thumbnail";
import { Lasted, When } from "@/components/when";
import { OpenTag, percentOf, ReviewTag, SeverityTag } from "@/components/event-tags";
import { thumbnailOf } from "@/lib/evidence";
import { useText } from "@/lib/text";

export function useEventColumns(): Column<Event>[] {
  const { t } = useTranslation();
  const text = useText();
  return [
    { key: "picture", title: t("events.columns.picture"), width: "160px", render: (event) => <Thumbnail src={thumbnailOf(event.id)} /> },
    {
      key: "event",
      title: t("events.columns.event"),
      width: "minmax(120px, 1fr)",
      render: (event) => (
        <div className="two">
          <span className="strong event-name">{text(event, "title")}</span>
          <SeverityTag event={event} />
        </div>
      ),
    },
    {
      key: "camera",
      title: t("events.columns.camera"),
      width: "minmax(160px, 2fr)",
      render: (event) => (
        <div className="two">
          <span>{text(event.camera, "name")}</span>
          <span className="quiet">{event.camera.place}</span>
        </div>
      ),
    },
    { key: "opened", title: t("events.columns.opened"), width: "150px", render: (event) => <When at={event.opened_at} stacked /> },
    { key: "confidence", title: t("events.columns.confidence"), width: "80px", end: true, render: (event) => percentOf(event.score) },
    {
      key: "state",
      title: t("events.columns.state"),
      width: "120px",
      render: (event) => (
        <div className="two">
          <OpenTag state={event.state} />
          <span className="quiet">
            <Lasted from={event.opened_at} to={event.ended_at} />
          </span>
        </div>
      ),
    },
    { key: "review", title: t("events.columns.review"), width: "140px", render: (event) => <Reviewed event={event} /> },
  ];
}

function Reviewed({ event }: { event: Event }) {
  const { t } = useTranslation();
  return (
    <div className="two">
      <ReviewTag review={event.review} />
      {event.verdict !== null && (
        <span className="quiet">
          {event.verdict.by ?? t("events.verdict.auto")}
          {event.case_id !== null && (
            <>
              {" · "}
              <FileDoneOutlined aria-hidden="true" /> {t("events.verdict.filed")}
            </>
          )}
        </span>
      )}
    </div>
  );
}
