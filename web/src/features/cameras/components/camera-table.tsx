/** The cameras as a list, in which some can be chosen and changed at once. */
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { ListPage } from "@/components/list-page";
import { useCameraList } from "@/features/cameras/api/cameras";
import type { CameraFilters, CameraSort } from "@/features/cameras/api/filters";
import { NONE, type Selection, ticked, tickedAll } from "@/features/cameras/api/selection";
import { useCameraColumns } from "@/features/cameras/components/camera-columns";
import { SelectionBar } from "@/features/cameras/components/selection-bar";
import { useTickColumn } from "@/features/cameras/components/tick-column";
import { useCan } from "@/lib/me";

const ROW_PX = 60;
type Props = { filters: CameraFilters; sort: CameraSort; opened: string | null; onOpen: (id: string) => void; bar: ReactNode; above: ReactNode; actions: ReactNode; empty: ReactNode; children: ReactNode };

export function CameraTable({ filters, sort, opened, onOpen, bar, above, children, ...rest }: Props) {
  const { t } = useTranslation();
  const can = useCan();
  const list = useCameraList(filters, sort);
  const [selection, setSelection] = useSelection(JSON.stringify(filters));
  const order = list.rows.map(({ id }) => id);
  const tick = (id: string, range: boolean) => setSelection((before) => ticked(before, order, id, range));
  const tickColumn = useTickColumn({ selection, order, onTick: tick, onTickAll: () => setSelection((before) => tickedAll(before, order)) });
  const columns = useCameraColumns();
  const ticks = can("camera.update") || can("share.create");
  return (
    <ListPage
      title={t("cameras.title")}
      list={list}
      columns={ticks ? [tickColumn, ...columns] : columns}
      rowHeight={ROW_PX}
      chosen={opened}
      onOpen={({ id }) => onOpen(id)}
      {...(ticks && { onTick: tick })}
      filters={bar}
      above={
        <>
          {above}
          {(selection.all || selection.ids.size > 0) && (
            <SelectionBar
              selection={selection}
              rows={list.rows}
              total={list.total}
              filters={filters}
              onAll={() => setSelection(() => ({ ...NONE, all: true }))}
              onClear={() => setSelection(() => NONE)}
            />
          )}
        </>
      }
      {...rest}
    >
      {children}
    </ListPage>
  );
}

/** What is chosen among the cameras of one filter; another filter begins with nothing chosen. */
function useSelection(filter: string): [Selection, (change: (before: Selection) => Selection) => void] {
  const [kept, keep] = useState({ filter, selection: NONE });
  const of = (before: typeof kept) => (before.filter === filter ? before.selection : NONE);
  return [of(kept), (change) => keep((before) => ({ filter, selection: change(of(before)) }))];
}
