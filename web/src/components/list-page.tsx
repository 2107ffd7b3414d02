/** The page that most features share: a head, a live list, a drawer. */
import { type ComponentProps, type ReactNode } from "react";
import { type Column, DataList } from "@/components/data-list";
import { Page, useCount } from "@/components/page";
import { Trouble } from "@/components/trouble";
import type { LiveList } from "@/lib/live-list";
import type { Row } from "@/lib/live-pages";

type Props<R extends Row> = {
  title: string;
  list: LiveList<R>;
  columns: readonly Column<R>[];
  rowHeight: number;
  chosen?: string | null;
  onOpen?: (row: R) => void;
  onTick?: (id: string, range: boolean) => void;
  filters?: ReactNode;
  actions?: ReactNode;
  /** What new rows are called, where they wait to be shown. */
  what?: string;
  tree?: ComponentProps<typeof DataList<R>>["tree"];
  /** Beside the title; without it, how many there are. */
  note?: ReactNode;
  /** Between the head and the table. */
  above?: ReactNode;
  empty: ReactNode;
  /** The drawer or dialog beside the list. */
  children?: ReactNode;
};

export function ListPage<R extends Row>({ title, list, filters, actions, what, note, above, children, ...table }: Props<R>) {
  const count = useCount();
  const failed = list.error !== null && list.rows.length === 0;
  return (
    <Page title={title} waiting={list.fresh} note={note ?? count(list.total)} filters={filters} actions={actions}>
      {above}
      {failed ? (
        <div className="page-body">
          <Trouble error={list.error} onRetry={list.retry} />
        </div>
      ) : (
        <DataList
          label={title}
          rows={list.rows}
          total={list.total?.count}
          hasMore={list.hasMore}
          onMore={list.loadMore}
          onScrolled={list.hold}
          onRange={list.see}
          pending={list.pending}
          fresh={what === undefined ? undefined : { count: list.fresh, what, show: list.showFresh }}
          {...table}
        />
      )}
      {children}
    </Page>
  );
}
