/** What proves an event beside its picture: the clip, details cut out of the frame, and what is missing. */
import { DownloadOutlined, PictureOutlined, PlayCircleOutlined } from "@ant-design/icons";
import { Button, Tooltip } from "antd";
import { useTranslation } from "react-i18next";
import type { EventDetail, EvidencePiece } from "@/api/types";
import { useCan, useZone } from "@/lib/me";
import { useWords } from "@/lib/text";
import { absolute } from "@/lib/time";

type Props = { detail: EventDetail; playing: boolean; onPlay: () => void };

export function EventPieces({ detail, playing, onPlay }: Props) {
  const { t } = useTranslation();
  const zone = useZone();
  const sees = useCan()("evidence.read");
  if (!sees) return null;
  if (detail.purged_at !== null) {
    return <div className="event-pieces quiet">{t("events.pieces.purged", { time: absolute(detail.purged_at, zone) })}</div>;
  }
  const clip = detail.evidence.find(({ kind }) => kind === "clip");
  const crops = detail.evidence.filter(({ kind, url }) => kind.startsWith("crop-") && url !== null);
  const missing = detail.evidence.filter(({ kind, state }) => state === "missing" && kind in MISSED);
  if (clip === undefined && crops.length === 0 && missing.length === 0) return null;
  return (
    <section className="event-pieces" aria-label={t("events.pieces.title")}>
      {clip !== undefined && <ClipTile clip={clip} playing={playing} onPlay={onPlay} eventId={detail.id} />}
      {crops.map(({ kind, url }) => (
        <img key={kind} className="event-crop" src={url ?? ""} alt={t("events.pieces.crop", { number: kind.slice("crop-".length) })} decoding="async" loading="lazy" />
      ))}
      {missing.map((piece) => (
        <Missing key={piece.kind} piece={piece} />
      ))}
    </section>
  );
}

const MISSED = { snapshot: true, annotated: true, detections: true, clip: true } as const;

function ClipTile({ clip, playing, onPlay, eventId }: { clip: EvidencePiece; playing: boolean; onPlay: () => void; eventId: string }) {
  const { t } = useTranslation();
  const words = useWords();
  if (clip.state === "making") return <span className="quiet">{t("events.clip.making")}</span>;
  if (clip.state !== "kept") return null;
  const seconds = typeof clip.about?.seconds === "number" ? t("events.clip.seconds", { value: Math.round(clip.about.seconds) }) : "";
  const notes = [clip.about?.source === "looks" ? t("events.clip.looks") : "", clip.reason === null ? "" : words(clip.reason)].filter(Boolean);
  return (
    <>
      <Tooltip title={clip.clear ? "" : t("events.clip.masked")}>
        <Button icon={playing ? <PictureOutlined /> : <PlayCircleOutlined />} disabled={!clip.clear} onClick={onPlay}>
          {playing ? t("events.clip.stop") : `${t("events.clip.play")} ${seconds}`} <kbd>v</kbd>
        </Button>
      </Tooltip>
      {playing && (
        <Button icon={<DownloadOutlined />} href={`/api/v1/events/${eventId}/clip/export`} download>
          {t("events.clip.export")}
        </Button>
      )}
      {notes.length > 0 && <span className="quiet">{notes.join(" · ")}</span>}
    </>
  );
}

function Missing({ piece }: { piece: EvidencePiece }) {
  const { t } = useTranslation();
  const words = useWords();
  const what = t(`events.pieces.kind.${piece.kind as keyof typeof MISSED}`);
  return <span className="quiet">{t("events.pieces.missing", { what, why: piece.reason === null ? "" : words(piece.reason) })}</span>;
}
