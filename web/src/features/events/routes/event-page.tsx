/** One event at its own address. */
import { ArrowLeftOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router";
import type { Event } from "@/api/types";
import { Loading } from "@/components/loading";
import { useTitle } from "@/components/page";
import { Trouble } from "@/components/trouble";
import { useNeighbours } from "@/features/events/api/events";
import { EventHead } from "@/features/events/components/event-head";
import { EventView } from "@/features/events/components/event-view";
import "@/features/events/components/events.css";
import { LISTS, useEvent, useReady } from "@/lib/events";
import { useShortcuts } from "@/lib/keyboard";
import { flat, type Pages } from "@/lib/live-pages";
import { useText } from "@/lib/text";

export function EventPage() {
  const { id = "" } = useParams();
  return <EventAt key={id} id={id} />;
}

function EventAt({ id }: { id: string }) {
  const { t } = useTranslation();
  const text = useText();
  const navigate = useNavigate();
  const { event, detail, error, retry } = useEvent(id);
  const { previous, next } = useWalk(id, event);
  const go = (other: string | undefined) =>
    other === undefined ? undefined : () => void navigate(`/events/${other}`, { replace: true });
  useTitle(event === undefined ? t("events.title") : text(event, "title"));
  useReady([next, previous]);
  useShortcuts({
    j: () => go(next)?.(),
    k: () => go(previous)?.(),
    Escape: () => void navigate("/events"),
  });
  return (
    <div className="page">
      <header className="page-head">
        <Link to="/events" aria-label={t("common.back")} title={t("common.back")}>
          <ArrowLeftOutlined />
        </Link>
        {event !== undefined && <EventHead event={event} />}
      </header>
      {event === undefined && <div className="page-body">{error === null ? <Loading /> : <Trouble error={error} onRetry={retry} />}</div>}
      {event !== undefined && <EventView event={event} detail={detail} onPrevious={go(previous)} onNext={go(next)} />}
    </div>
  );
}

/** The neighbours in the list that the reader came from, else by time. */
function useWalk(id: string, event: Event | undefined) {
  const client = useQueryClient();
  const older = useNeighbours(event);
  const rows = client
    .getQueriesData<Pages<Event>>({ queryKey: LISTS })
    .map(([, data]) => flat(data))
    .find((list) => list.some((row) => row.id === id));
  const index = rows?.findIndex((row) => row.id === id) ?? -1;
  return { previous: rows?.[index - 1]?.id, next: rows?.[index + 1]?.id ?? older.next };
}
