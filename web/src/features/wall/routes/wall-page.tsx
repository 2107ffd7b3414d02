/** Up to sixteen cameras live at once. */
import { FullscreenOutlined, LeftOutlined, RightOutlined, TableOutlined } from "@ant-design/icons";
import { Button, Segmented } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Camera } from "@/api/types";
import { Empty } from "@/components/empty";
import { LookDialog } from "@/components/look-dialog";
import { Page } from "@/components/page";
import { useRemember, useWallCameras } from "@/features/wall/api/cameras";
import { type Grid, GRIDS, onPage, readLayout } from "@/features/wall/api/layout";
import { useWall } from "@/features/wall/api/wall";
import { Large } from "@/features/wall/components/large";
import { Picker } from "@/features/wall/components/picker";
import { Tiles } from "@/features/wall/components/tiles";
import "@/features/wall/components/wall.css";
import { WallBar, WallWord } from "@/features/wall/components/wall-line";
import { useAddress } from "@/lib/address";
import { useFullScreen } from "@/lib/full-screen";
import { useShortcuts } from "@/lib/keyboard";

export function WallPage() {
  const { t } = useTranslation();
  const { params, change } = useAddress();
  const layout = readLayout(params);
  const { ids, page, pages } = layout;
  const cameras = useWallCameras(ids);
  const settled = cameras.every(({ camera }) => camera !== undefined);
  const wall = useWall(ids, settled ? cameras.flatMap(({ camera }) => camera?.id ?? []) : []);
  const remember = useRemember();
  const box = useRef<HTMLDivElement>(null);
  const fullScreen = useFullScreen(box);
  const [asking, setAsking] = useState(false);
  const [choosing, setChoosing] = useState(false);
  const turn = (step: number) => change({ page: String(((page + step + pages) % pages) + 1) });
  const choose = (chosen: readonly Camera[]) => {
    setChoosing(false);
    remember(chosen);
    change({ cameras: chosen.map(({ id }) => id).join(","), page: null, large: null, ...(chosen.length > layout.grid && { grid: null }) });
    if (chosen.length > 0 && !wall.stated) setAsking(true);
  };
  useShortcuts({
    f: fullScreen,
    ...(ids.length > 0 && !wall.stated && { l: () => setAsking(true) }),
    ...(pages > 1 && { PageDown: () => turn(1), PageUp: () => turn(-1) }),
  });
  const seen = cameras.flatMap(({ camera }) => camera ?? []);
  const large = seen.find(({ id }) => id === layout.large);
  const move = (step: number) => {
    const index = seen.findIndex(({ id }) => id === layout.large);
    change({ large: seen[(index + step + seen.length) % seen.length]?.id ?? null });
  };
  const show = (grid: Grid) => change({ grid: String(grid), page: String(Math.floor((page * layout.grid) / grid) + 1) });
  return (
    <Page
      title={t("wall.title")}
      note={ids.length > 0 && <WallWord wall={wall} />}
      filters={
        ids.length > 0 && (
          <>
            <Segmented aria-label={t("wall.grid")} value={layout.grid} options={GRIDS.map((value) => ({ value, label: t("wall.tiles", { count: value }) }))} onChange={show} />
            {pages > 1 && <Pager page={page} pages={pages} onTurn={turn} />}
          </>
        )
      }
      actions={
        <div className="actions">
          {wall.stated && <Button onClick={wall.stop}>{t("wall.stop")}</Button>}
          {ids.length > 0 && (
            <Button icon={<FullscreenOutlined />} onClick={fullScreen}>
              {t("wall.fullScreen")} <kbd>f</kbd>
            </Button>
          )}
          {ids.length > 0 && (
            <Button icon={<TableOutlined />} onClick={() => setChoosing(true)}>
              {t("wall.choose")}
            </Button>
          )}
        </div>
      }
    >
      <div className="wall" ref={box}>
        {ids.length === 0 ? (
          <div className="wall-empty">
            <Empty title={t("wall.empty")} hint={t("wall.emptyHint")}>
              <Button type="primary" icon={<TableOutlined />} onClick={() => setChoosing(true)}>
                {t("wall.choose")}
              </Button>
            </Empty>
          </div>
        ) : (
          <>
            <WallBar wall={wall} onAsk={() => setAsking(true)} />
            <Tiles
              wall={wall}
              layout={layout}
              cameras={cameras}
              onOpen={(id) => change({ large: id })}
              onRemove={(gone) => change({ cameras: ids.filter((id) => id !== gone).join(",") })}
              onChoose={() => setChoosing(true)}
            />
            {large !== undefined && <Large wall={wall} camera={large} onMove={move} onClose={() => closeLarge(change, box.current, onPage(layout).indexOf(large.id))} />}
          </>
        )}
      </div>
      {choosing && <Picker cameras={cameras} onChoose={choose} onClose={() => setChoosing(false)} />}
      {asking && (
        <LookDialog
          title={t("looks.live")}
          hint={t("wall.ask", { count: ids.length })}
          onLook={wall.look}
          onClose={() => setAsking(false)}
        />
      )}
    </Page>
  );
}

/** Back to the tiles, the keyboard's focus on the camera that was large. */
function closeLarge(change: (changes: Record<string, null>) => void, box: HTMLElement | null, index: number): void {
  change({ large: null });
  box?.querySelector<HTMLElement>(`[data-tile="${index}"]`)?.focus();
}

function Pager({ page, pages, onTurn }: { page: number; pages: number; onTurn: (step: number) => void }) {
  const { t } = useTranslation();
  return (
    <span className="pager">
      <Button size="small" type="text" icon={<LeftOutlined />} aria-label={t("wall.previousPage")} title={`${t("wall.previousPage")} (PageUp)`} onClick={() => onTurn(-1)} />
      {page + 1} / {pages}
      <Button size="small" type="text" icon={<RightOutlined />} aria-label={t("wall.nextPage")} title={`${t("wall.nextPage")} (PageDown)`} onClick={() => onTurn(1)} />
    </span>
  );
}
