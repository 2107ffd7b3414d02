/** The tiles of one page, filling the screen; arrows move between them. */
import { PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { type CSSProperties, type KeyboardEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { WallCamera } from "@/features/wall/api/cameras";
import { CAMERAS_MAX, type Layout, moved, onPage } from "@/features/wall/api/layout";
import type { Wall } from "@/features/wall/api/wall";
import { Tile } from "@/features/wall/components/tile";

type Props = {
  wall: Wall;
  layout: Layout;
  cameras: readonly WallCamera[];
  onOpen: (id: string) => void;
  onRemove: (id: string) => void;
  onChoose: () => void;
};

export function Tiles({ wall, layout, cameras, onOpen, onRemove, onChoose }: Props) {
  const { t } = useTranslation();
  const grid = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState(0);
  const shown = onPage(layout).flatMap((id) => cameras.find((each) => each.id === id) ?? []);
  const at = Math.min(current, Math.max(0, shown.length - 1));
  const onKeyDown = (event: KeyboardEvent) => {
    if (!(event.target instanceof HTMLElement) || event.target.dataset.tile === undefined) return;
    const to = moved(event.key, at, shown.length, layout.grid);
    if (to === undefined) return;
    event.preventDefault();
    setCurrent(to);
    grid.current?.querySelector<HTMLElement>(`[data-tile="${to}"]`)?.focus();
  };
  return (
    // The arrow keys are those of the tiles in it.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      className="tiles"
      role="list"
      aria-label={t("wall.title")}
      ref={grid}
      style={{ "--side": Math.sqrt(layout.grid) } as CSSProperties}
      onKeyDown={onKeyDown}
      onFocus={({ target }) => {
        if (target.dataset.tile !== undefined) setCurrent(Number(target.dataset.tile));
      }}
    >
      {shown.map((tile, index) => (
        <Tile key={tile.id} wall={wall} tile={tile} index={index} current={index === at} onOpen={() => onOpen(tile.id)} onRemove={() => onRemove(tile.id)} />
      ))}
      {shown.length < layout.grid && layout.ids.length < CAMERAS_MAX && (
        <div className="tile tile-free" role="listitem">
          <Button type="text" icon={<PlusOutlined />} onClick={onChoose}>
            {t("wall.add")}
          </Button>
        </div>
      )}
    </div>
  );
}
