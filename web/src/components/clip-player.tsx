/** An event's clip, the viewer's mark across it: the sealed film stays as it is, a copy on a phone says whose screen it was. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import type { EventDetail, EvidencePiece } from "@/api/types";
import "@/components/clip-player.css";
import { NoPicture } from "@/components/picture";
import { useMe, useZone } from "@/lib/me";
import { useText, useWords } from "@/lib/text";
import { absolute } from "@/lib/time";

const H265 = 'video/mp4; codecs="hvc1.1.6.L120.B0"';

type Props = { detail: EventDetail; clip: EvidencePiece };

/** The clip the reader may play, if there is one. */
export function clipOf(detail: EventDetail | undefined): EvidencePiece | undefined {
  return detail?.evidence.find(({ kind, state, clear }) => kind === "clip" && state === "kept" && clear);
}

export function ClipPlayer({ detail, clip }: Props) {
  const { t } = useTranslation();
  const words = useWords();
  const [failed, setFailed] = useState<string>();
  const copy = detail.evidence.find(({ kind }) => kind === "clip-h264");
  const src = usePlayable(detail.id, clip, copy);
  if (copy?.state === "missing" && src === undefined) return <NoPicture words={copy.reason === null ? t("events.clip.failed") : words(copy.reason)} />;
  if (src === undefined) return <NoPicture words={t("events.clip.preparing")} />;
  if (failed === src) return <NoPicture words={t("events.clip.failed")} />;
  return (
    <div className="clip-stage">
      <video
        key={src}
        src={src}
        aria-label={t("events.clip.title")}
        controls
        autoPlay
        muted
        playsInline
        disablePictureInPicture
        controlsList="nodownload noremoteplayback"
        onError={() => setFailed(src)}
      />
      <Mark />
    </div>
  );
}

/** What this browser plays: the clip itself, else a copy of it, which is asked for. */
function usePlayable(eventId: string, clip: EvidencePiece, copy: EvidencePiece | undefined): string | undefined {
  const native = clip.about?.codec !== "hevc" || document.createElement("video").canPlayType(H265) !== "";
  const wanted = !native && copy?.state !== "kept";
  useQuery({
    queryKey: ["events", "copy", eventId],
    enabled: wanted,
    staleTime: Infinity,
    retry: false,
    queryFn: () => take(api.POST("/api/v1/events/{event_id}/clip/h264", { params: { path: { event_id: eventId } } })),
  });
  if (native) return clip.url ?? undefined;
  return copy?.url ?? undefined;
}

/** Who looks, tiled slantwise over the film as over every picture. */
function Mark() {
  const text = useText();
  const { user, organization } = useMe();
  const zone = useZone();
  const [at] = useState(() => absolute(new Date().toISOString(), zone).slice(0, 16));
  const lines = [`${user.login} · ${text(organization, "name")}`, at];
  return <div className="clip-mark" aria-hidden="true" style={{ backgroundImage: `url("data:image/svg+xml,${encodeURIComponent(tile(lines))}")` }} />;
}

const ESCAPED: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function tile(lines: readonly string[]): string {
  const said = lines.map((line, row) => `<text x="20" y="${110 + row * 20}">${line.replace(/[&<>"]/g, (sign) => ESCAPED[sign] ?? "")}</text>`);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="200"><g transform="rotate(-24 160 100)" font-family="sans-serif" font-size="15" ` +
    `fill="white" fill-opacity="0.36" stroke="black" stroke-opacity="0.26" stroke-width="0.6">${said.join("")}</g></svg>`
  );
}
