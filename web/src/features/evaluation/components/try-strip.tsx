/** The frames of a clip in a row: one is looked at closely, each tells how much was found in it. */
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { type Tried, useTries } from "@/features/evaluation/api/compare";
import { useText } from "@/lib/text";

type Props = { frames: readonly File[]; versions: readonly Tried[]; chosen: File | undefined; onChoose: (frame: File) => void };

export function TryStrip({ frames, versions, chosen, onChoose }: Props) {
  const { t } = useTranslation();
  const text = useText();
  const tries = useTries(versions, frames);
  const of = (index: number) => tries.slice(index * versions.length, (index + 1) * versions.length);
  return (
    <div className="try-strip" role="radiogroup" aria-label={t("compare.frames")}>
      {frames.map((frame, index) => {
        const found = of(index);
        const counted = found.map(({ data }) => data?.detections.filter(({ counts }) => counts).length);
        const said = versions.map((one, at) => t("compare.foundBy", { version: `${text(one, "title")} ${one.version}`, found: counted[at] ?? "…" }));
        const name = `${secondOf(frame)} ${said.join(", ")}`;
        return (
          <button key={frame.name} type="button" role="radio" aria-label={name} title={name} aria-checked={frame === chosen} onClick={() => onChoose(frame)}>
            <Thumbnail frame={frame} />
            <span>{secondOf(frame)}</span>
            <span className={counted.some((count) => (count ?? 0) > 0) ? "strong" : "quiet"}>{counted.map((count) => count ?? "…").join(" · ")}</span>
          </button>
        );
      })}
    </div>
  );
}

function Thumbnail({ frame }: { frame: File }) {
  const show = useCallback(
    (image: HTMLImageElement) => {
      const url = URL.createObjectURL(frame);
      image.src = url;
      return () => URL.revokeObjectURL(url);
    },
    [frame],
  );
  return <img ref={show} alt="" />;
}

/** The end of a frame's name, see `framesOf`. */
function secondOf(frame: File): string {
  return frame.name.split(" ").slice(-2).join(" ");
}
