/** The review page: events as they come, one of them open in the drawer. */
import { ExportOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Event } from "@/api/types";
import { Empty } from "@/components/empty";
import { ListPage } from "@/components/list-page";
import { Loading } from "@/components/loading";
import { SidePanel } from "@/components/side-panel";
import { Trouble } from "@/components/trouble";
import { useEventList } from "@/features/events/api/events";
import { type EventFilters, useEventFilters } from "@/features/events/api/filters";
import { useEventColumns } from "@/features/events/components/event-columns";
import { EventFilterBar } from "@/features/events/components/event-filters";
import { EventHead } from "@/features/events/components/event-head";
import { EventView } from "@/features/events/components/event-view";
import "@/features/events/components/events.css";
import { useEvent, useReady } from "@/lib/events";

const ROW_PX = 106;

export function EventsPage() {
  const { filters } = useEventFilters();
  return <EventsOf key={JSON.stringify(filters)} filters={filters} />;
}

function EventsOf({ filters }: { filters: EventFilters }) {
  const { t } = useTranslation();
  const { change, opened } = useEventFilters();
  const list = useEventList(filters);
  const columns = useEventColumns();
  const open = (event: Event | undefined) => change({ event: event?.id ?? null });
  const waiting = filters.review === "waiting";
  return (
    <ListPage
      title={t("events.title")}
      list={list}
      columns={columns}
      rowHeight={ROW_PX}
      chosen={opened}
      onOpen={open}
      filters={<EventFilterBar filters={filters} change={change} />}
      what={t("events.what")}
      empty={
        <Empty title={waiting ? t("events.emptyWaiting") : t("events.empty")} hint={waiting ? t("events.emptyWaitingHint") : t("events.emptyHint")}>
          <Link to="/events?review=all">{t("events.showAll")}</Link>
        </Empty>
      }
    >
      {opened !== null && <EventDrawer id={opened} rows={list.rows} onOpen={open} />}
    </ListPage>
  );
}

function EventDrawer({ id, rows, onOpen }: { id: string; rows: readonly Event[]; onOpen: (event: Event | undefined) => void }) {
  const { t } = useTranslation();
  const { event, detail, error, retry } = useEvent(id);
  const index = rows.findIndex((row) => row.id === id);
  const previous = index > 0 ? rows[index - 1] : undefined;
  const next = index >= 0 ? rows[index + 1] : undefined;
  useReady([next?.id, previous?.id]);
  const full = (
    <Link to={`/events/${id}`} aria-label={t("common.openFull")} title={t("common.openFull")}>
      <Button type="text" icon={<ExportOutlined />} tabIndex={-1} aria-hidden="true" />
    </Link>
  );
  return (
    <SidePanel label={t("events.what")} wide head={event && <EventHead event={event} />} actions={full} onClose={() => onOpen(undefined)}>
      {event === undefined && (error === null ? <Loading /> : <Trouble error={error} onRetry={retry} />)}
      {event !== undefined && (
        <EventView event={event} detail={detail} onPrevious={previous && (() => onOpen(previous))} onNext={next && (() => onOpen(next))} />
      )}
    </SidePanel>
  );
}
