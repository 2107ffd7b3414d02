/** The queue in a column: small pictures in the order of the work; only those on screen exist. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Event } from "@/api/types";
import { SeverityTag } from "@/components/event-tags";
import { FreshRows } from "@/components/fresh-rows";
import { Loading } from "@/components/loading";
import { useCount } from "@/components/page";
import { Thumbnail } from "@/components/thumbnail";
import { Ago } from "@/components/when";
import type { Queue } from "@/features/review/api/queue";
import { DeskMarks } from "@/features/review/components/desk-marks";
import { thumbnailOf } from "@/lib/evidence";
import { useText } from "@/lib/text";

const ROW_PX = 64;
const AHEAD = 25;
const TOP_PX = 8;

type Props = { queue: Queue; chosen: string | undefined; onOpen: (id: string) => void };

export function QueueList({ queue, chosen, onOpen }: Props) {
  const { t } = useTranslation();
  const count = useCount();
  const scroller = useRef<HTMLDivElement>(null);
  const { rows, hasMore, loadMore } = queue;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 4,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && last >= rows.length - AHEAD) loadMore();
  });
  const show = () => {
    queue.showFresh();
    virtual.scrollToOffset(0);
  };
  return (
    <section className="queue" aria-label={t("review.queue.title")}>
      <h2 className="queue-head">
        {t("review.queue.title")} <span className="quiet">{count(queue.total)}</span>
      </h2>
      <FreshRows count={queue.fresh} what={t("events.what")} onShow={show} />
      {queue.pending && rows.length === 0 && <Loading />}
      <div className="queue-scroll" ref={scroller} tabIndex={-1} aria-busy={queue.pending} onScroll={({ currentTarget }) => queue.hold(currentTarget.scrollTop > TOP_PX)}>
        <ul className="queue-body" style={{ height: virtual.getTotalSize() }}>
          {items.map(({ index, key, start }) => {
            const row = rows[index];
            return row && <QueueRow key={key} row={row} top={start} chosen={row.id === chosen} onOpen={onOpen} />;
          })}
        </ul>
      </div>
    </section>
  );
}

type RowProps = { row: Event; top: number; chosen: boolean; onOpen: (id: string) => void };

function QueueRow({ row, top, chosen, onOpen }: RowProps) {
  const text = useText();
  return (
    <li style={{ transform: `translateY(${top}px)` }}>
      <button type="button" className="queue-row" aria-current={chosen} onClick={() => onOpen(row.id)}>
        <Thumbnail src={thumbnailOf(row.id)} />
        <span className="two">
          <span>
            <span className="strong">{text(row, "title")}</span> <SeverityTag event={row} />
          </span>
          <span className="quiet">{text(row.camera, "name")}</span>
          <span className="quiet">
            <Ago at={row.opened_at} /> <DeskMarks event={row} />
          </span>
        </span>
      </button>
    </li>
  );
}
