/** One camera of the wall over all of it; arrows go to the next one, Esc back. */
import { CloseOutlined, LeftOutlined, RightOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Camera } from "@/api/types";
import { CameraState } from "@/components/camera-state";
import { LivePicture } from "@/components/live-picture";
import { NoPicture } from "@/components/picture";
import type { Wall } from "@/features/wall/api/wall";
import { useShortcuts } from "@/lib/keyboard";
import { useText, useWords } from "@/lib/text";

type Props = { wall: Wall; camera: Camera; onMove: (step: number) => void; onClose: () => void };

export function Large({ wall, camera, onMove, onClose }: Props) {
  const { t } = useTranslation();
  const text = useText();
  const words = useWords();
  const box = useRef<HTMLDivElement>(null);
  useShortcuts({ Escape: onClose, ArrowLeft: () => onMove(-1), ArrowRight: () => onMove(1) });
  useEffect(() => box.current?.focus(), []);
  return (
    <div className="large" role="dialog" aria-label={text(camera, "name")} tabIndex={-1} ref={box}>
      {wall.viewing_id === undefined || wall.phase === "refused" ? (
        <NoPicture words={t("wall.notLooking")} />
      ) : (
        <LivePicture key={`${wall.viewing_id} ${camera.id}`} camera={camera} viewing_id={wall.viewing_id} onLookAgain={wall.again} />
      )}
      <footer className="large-line">
        <span className="tile-name clip">
          <strong>{text(camera, "name")}</strong> <span className="quiet">{camera.place}</span>
        </span>
        <CameraState state={camera.state} />
        {camera.state_reason !== null && <span className="quiet clip">{words(camera.state_reason)}</span>}
        <Link to={`/cameras?camera=${camera.id}`}>{t("wall.details")}</Link>
        <Button icon={<LeftOutlined />} aria-label={t("wall.previous")} title={`${t("wall.previous")} (←)`} onClick={() => onMove(-1)} />
        <Button icon={<RightOutlined />} aria-label={t("wall.next")} title={`${t("wall.next")} (→)`} onClick={() => onMove(1)} />
        <Button icon={<CloseOutlined />} onClick={onClose}>
          {t("wall.back")} <kbd>Esc</kbd>
        </Button>
      </footer>
    </div>
  );
}
