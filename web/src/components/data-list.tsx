/** A table for lists of any length: only the rows on screen exist. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { type CSSProperties, type FocusEvent, type KeyboardEvent, memo, type MouseEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import "@/components/data-list.css";
import { FreshRows } from "@/components/fresh-rows";
import { useShortcuts } from "@/lib/keyboard";

export type Column<R> = {
  key: string;
  title: ReactNode;
  /** A CSS grid track, such as `160px` or `minmax(120px, 1fr)`. */
  width: string;
  render: (row: R) => ReactNode;
  end?: boolean;
};

type Props<R> = {
  label: string;
  rows: readonly R[];
  columns: readonly Column<R>[];
  rowHeight: number;
  total?: number | undefined;
  chosen?: string | null;
  onOpen?: (row: R) => void;
  /** Space on a row; with shift all rows up to it are meant. */
  onTick?: (id: string, range: boolean) => void;
  hasMore?: boolean;
  onMore?: () => void;
  onScrolled?: (scrolled: boolean) => void;
  onRange?: (first: number, last: number) => void;
  /** Rows that wait to be shown, and what they are. */
  fresh?: { count: number; what: string; show: () => void } | undefined;
  /** For rows that stand below each other: how deep, whether folded (undefined: nothing below), and how to fold. */
  tree?: { level: (row: R) => number; folded: (row: R) => boolean | undefined; onFold: (row: R, folded: boolean) => void } | undefined;
  empty: ReactNode;
  pending: boolean;
};

const AHEAD = 25;
const TOP_PX = 8;

export function DataList<R extends { id: string }>(props: Props<R>) {
  const { rows, columns, rowHeight, chosen = null, onOpen, onTick, hasMore = false, onMore, onScrolled, onRange, tree } = props;
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const [cursor, setCursor] = useState<string | null>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 6,
  });
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  const active = chosen ?? cursor ?? rows[0]?.id ?? null;

  useEffect(() => {
    onRange?.(first, last);
    if (hasMore && last >= rows.length - AHEAD) onMore?.();
  });

  useEffect(() => {
    const index = chosen === null ? -1 : rows.findIndex((row) => row.id === chosen);
    if (index >= 0) virtual.scrollToIndex(index, { align: "auto" });
    // Only a new choice scrolls: rows that arrive must not move the reader.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [chosen]);

  const move = (step: number) => {
    const from = chosen ?? cursor;
    const index = from === null ? 0 : rows.findIndex((row) => row.id === from) + step;
    const row = rows[Math.max(0, Math.min(rows.length - 1, index))];
    if (row === undefined) return;
    setCursor(row.id);
    if (chosen !== null) onOpen?.(row);
    virtual.scrollToIndex(rows.indexOf(row), { align: "auto" });
    requestAnimationFrame(() => chosen === null && focusRow(scroller.current, row.id));
  };
  const open = () => {
    const row = rows.find((each) => each.id === cursor);
    if (row !== undefined) onOpen?.(row);
  };
  useShortcuts({ j: () => move(1), k: () => move(-1), o: open });

  const rowOf = (target: EventTarget): R | undefined => {
    const id = target instanceof Element ? target.closest<HTMLElement>("[data-row]")?.dataset.row : undefined;
    return id === undefined ? undefined : rows.find((row) => row.id === id);
  };
  const onClick = ({ target }: MouseEvent) => {
    const row = rowOf(target);
    if (row === undefined || (target as Element).closest("a, button, input, label, .ant-select") !== null) return;
    setCursor(row.id);
    onOpen?.(row);
  };
  const fold = (folded: boolean) => {
    const row = rows.find((each) => each.id === cursor);
    if (row !== undefined && tree?.folded(row) === !folded) tree.onFold(row, folded);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!(event.target as Element).matches("[data-row]")) return;
    const ticking = onTick && cursor !== null && { " ": () => onTick(cursor, event.shiftKey) };
    const folding = tree && { ArrowRight: () => fold(false), ArrowLeft: () => fold(true) };
    const act = { ArrowDown: () => move(1), ArrowUp: () => move(-1), Enter: open, ...ticking, ...folding }[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  };
  const onFocus = ({ target }: FocusEvent) => {
    if (target instanceof HTMLElement && target.dataset.row !== undefined) setCursor(target.dataset.row);
  };

  const tracks = { "--tracks": columns.map((column) => column.width).join(" ") } as CSSProperties;
  if (rows.length === 0 && !props.pending) return <div className="list-empty">{props.empty}</div>;
  return (
    <div className="list" style={tracks}>
      {props.fresh && (
        <FreshRows
          count={props.fresh.count}
          what={props.fresh.what}
          onShow={() => {
            props.fresh?.show();
            virtual.scrollToOffset(0);
          }}
        />
      )}
      {/* Its role is that of a grid, flat or of a tree. */}
      {/* eslint-disable-next-line jsx-a11y/no-static-element-interactions */}
      <div
        className="list-scroll"
        ref={scroller}
        role={tree === undefined ? "grid" : "treegrid"}
        tabIndex={-1}
        aria-label={props.label}
        aria-rowcount={props.total ?? rows.length}
        aria-busy={props.pending}
        onClick={onClick}
        onKeyDown={onKeyDown}
        onFocus={onFocus}
        onScroll={(event) => onScrolled?.(event.currentTarget.scrollTop > TOP_PX)}
      >
        <div className="list-head" role="row" aria-rowindex={1}>
          {columns.map((column) => (
            <div key={column.key} role="columnheader" className={column.end ? "end clip" : "clip"}>
              {column.title}
            </div>
          ))}
        </div>
        <div className="list-body" role="rowgroup" style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const row = rows[item.index];
            if (row === undefined) return null;
            return (
              <ListRow
                key={item.key}
                row={row}
                columns={columns}
                index={item.index}
                top={item.start}
                height={rowHeight}
                chosen={row.id === chosen}
                current={row.id === active}
                opens={onOpen !== undefined}
                level={tree?.level(row)}
                folded={tree?.folded(row)}
              />
            );
          })}
        </div>
        {props.pending || hasMore ? (
          <div className="list-foot quiet">{t("common.loading")}…</div>
        ) : (
          <div className="list-foot quiet">{t("common.allLoaded")}</div>
        )}
      </div>
    </div>
  );
}

type RowProps<R> = { row: R; columns: readonly Column<R>[]; index: number; top: number; height: number; chosen: boolean; current: boolean; opens: boolean; level: number | undefined; folded: boolean | undefined };

/** One row; it renders again only when something of it changed, not whenever the list scrolls. */
const ListRow = memo(function ListRow<R extends { id: string }>({ row, columns, index, top, height, chosen, current, opens, level, folded }: RowProps<R>) {
  return (
    <div
      role="row"
      className="list-row"
      data-row={row.id}
      data-opens={opens}
      aria-rowindex={index + 2}
      aria-selected={chosen}
      aria-level={level === undefined ? undefined : level + 1}
      aria-expanded={folded === undefined ? undefined : !folded}
      tabIndex={current ? 0 : -1}
      style={{ transform: `translateY(${top}px)`, height }}
    >
      {columns.map((column) => (
        <div key={column.key} role="gridcell" className={column.end ? "end" : undefined}>
          {column.render(row)}
        </div>
      ))}
    </div>
  );
}) as <R extends { id: string }>(props: RowProps<R>) => ReactNode;

function focusRow(scroller: HTMLElement | null, id: string): void {
  scroller?.querySelector<HTMLElement>(`[data-row="${id}"]`)?.focus({ preventScroll: true });
}
