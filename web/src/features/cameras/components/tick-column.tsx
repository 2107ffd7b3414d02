/** The column of boxes that choose rows; with shift a box chooses all up to it. */
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Camera } from "@/api/types";
import type { Column } from "@/components/data-list";
import { isTicked, type Selection } from "@/features/cameras/api/selection";
import { useText } from "@/lib/text";

type Ticking = { selection: Selection; order: readonly string[]; onTick: (id: string, range: boolean) => void; onTickAll: () => void };

export function useTickColumn({ selection, order, onTick, onTickAll }: Ticking): Column<Camera> {
  const { t } = useTranslation();
  const text = useText();
  const some = selection.all || order.some((id) => selection.ids.has(id));
  const every = selection.all || (order.length > 0 && order.every((id) => selection.ids.has(id)));
  return {
    key: "tick",
    title: <Tick label={t("cameraBulk.tickAll")} on={every} partly={some && !every} onTick={onTickAll} />,
    width: "24px",
    render: (camera) => (
      <Tick label={t("cameraBulk.tick", { name: text(camera, "name") })} on={isTicked(selection, camera.id)} onTick={(range) => onTick(camera.id, range)} />
    ),
  };
}

function Tick({ label, on, partly = false, onTick }: { label: string; on: boolean; partly?: boolean; onTick: (range: boolean) => void }) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (input.current !== null) input.current.indeterminate = partly;
  }, [partly]);
  return (
    // It only widens where one may click.
    <label className="ticks">
      <input ref={input} type="checkbox" aria-label={label} checked={on} onChange={(event) => onTick(event.nativeEvent instanceof MouseEvent && event.nativeEvent.shiftKey)} />
    </label>
  );
}
