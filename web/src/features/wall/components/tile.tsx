/** One camera among many: its picture, whose it is, how old it is, what state the camera is in. */
import { CloseOutlined, StopOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import type { Camera } from "@/api/types";
import { CameraState } from "@/components/camera-state";
import { LiveImage, Waiting } from "@/components/live-picture";
import { NoPicture } from "@/components/picture";
import { PictureAge } from "@/components/picture-age";
import { useTrouble } from "@/components/trouble";
import type { WallCamera } from "@/features/wall/api/cameras";
import type { Wall } from "@/features/wall/api/wall";
import { useShown } from "@/lib/live-pictures";
import { useText } from "@/lib/text";

type Props = { wall: Wall; tile: WallCamera; index: number; current: boolean; onOpen: () => void; onRemove: () => void };

export function Tile({ wall, tile: { id, camera, error }, index, current, onOpen, onRemove }: Props) {
  const { t } = useTranslation();
  const text = useText();
  const name = camera ? text(camera, "name") : id;
  return (
    <div className="tile" role="listitem">
      {camera === undefined || camera === null ? (
        <NoCamera out={camera === null} error={error} />
      ) : (
        <button
          type="button"
          className="tile-picture"
          data-tile={index}
          tabIndex={current ? 0 : -1}
          title={`${name} (Enter)`}
          aria-label={t("wall.open", { name })}
          onClick={onOpen}
        >
          <TilePicture wall={wall} camera={camera} />
        </button>
      )}
      <div className="tile-line">
        {camera && (
          <>
            <span className="tile-name clip">
              <span className="strong">{name}</span> <span className="quiet">{camera.place}</span>
            </span>
            <TileAge wall={wall} id={id} />
            <CameraState state={camera.state} />
          </>
        )}
      </div>
      <Button className="tile-remove" size="small" icon={<CloseOutlined />} aria-label={t("wall.remove", { name })} title={t("wall.remove", { name })} onClick={onRemove} />
    </div>
  );
}

function NoCamera({ out, error }: { out: boolean; error: Error | null }) {
  const { t } = useTranslation();
  const trouble = useTrouble();
  if (!out && error === null) return <div className="tile-picture" aria-busy="true" />;
  return (
    <div className="tile-picture tile-words">
      <StopOutlined aria-hidden="true" />
      <span>{out ? t("wall.out") : trouble(error)}</span>
    </div>
  );
}

function TilePicture({ wall, camera }: { wall: Wall; camera: Camera }) {
  const { t } = useTranslation();
  const text = useText();
  const shown = useShown(wall.pictures, camera.id);
  if (shown !== undefined) return <LiveImage src={shown.url} taken_at={shown.taken_at} alt={text(camera, "name")} />;
  if (wall.phase === "asking" || wall.phase === "refused") return <NoPicture words={t("wall.notLooking")} />;
  return <Waiting camera={camera} />;
}

function TileAge({ wall, id }: { wall: Wall; id: string }) {
  const shown = useShown(wall.pictures, id);
  return shown === undefined ? null : <PictureAge taken_at={shown.taken_at} />;
}
