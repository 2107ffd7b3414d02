/** A picture shown whole, with what was seen in it drawn over it. */
import { PictureOutlined } from "@ant-design/icons";
import { type CSSProperties, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Detection } from "@/api/types";
import "@/components/picture.css";
import { boxColour } from "@/theme/palette";

type Point = readonly [number, number];
type Props = {
  src: string;
  alt: string;
  width?: number | undefined;
  height?: number | undefined;
  detections?: readonly Detection[];
  zone?: readonly Point[] | undefined;
  nameOf?: (label: string) => string;
};

export function Picture({ src, alt, width, height, detections = [], zone, nameOf = (label) => label }: Props) {
  const [loaded, setLoaded] = useState<{ src: string; ratio: number }>();
  const [failed, setFailed] = useState<string>();
  const known = width !== undefined && height !== undefined && height > 0 ? width / height : undefined;
  const ratio = known ?? loaded?.ratio ?? 16 / 9;
  if (failed === src) return <NoPicture />;
  return (
    <div className="picture">
      <div className="picture-frame" style={{ "--ratio": ratio } as CSSProperties}>
        <img
          src={src}
          alt={alt}
          decoding="async"
          onLoad={({ currentTarget: image }) => setLoaded({ src, ratio: image.naturalWidth / image.naturalHeight })}
          onError={() => setFailed(src)}
        />
        {loaded?.src === src && <Boxes detections={detections} zone={zone} nameOf={nameOf} />}
      </div>
    </div>
  );
}

export function NoPicture({ words, children }: { words?: string; children?: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div className="picture picture-none">
      <PictureOutlined aria-hidden="true" />
      <span>{words ?? t("events.picture.missing")}</span>
      {children}
    </div>
  );
}

type BoxesProps = { detections: readonly Detection[]; zone: readonly Point[] | undefined; nameOf: (label: string) => string };

function Boxes({ detections, zone, nameOf }: BoxesProps) {
  return (
    <svg className="boxes" aria-hidden="true">
      <svg viewBox="0 0 1 1" preserveAspectRatio="none" width="100%" height="100%">
        {zone !== undefined && <polygon className="zone" points={zone.map(([x, y]) => `${x},${y}`).join(" ")} />}
        {detections.map(
          ({ label, polygon }, index) =>
            polygon && (
              <polygon
                key={index}
                className="shape"
                points={polygon.map(([x, y]) => `${x ?? 0},${y ?? 0}`).join(" ")}
                stroke={boxColour(label)}
                fill={boxColour(label)}
              />
            ),
        )}
      </svg>
      {detections.map((detection, index) => (
        <Box key={index} detection={detection} name={nameOf(detection.label)} />
      ))}
    </svg>
  );
}

const LABEL_PX = 18;

function Box({ detection: { label, score, box }, name }: { detection: Detection; name: string }) {
  if (box === null) return null;
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = box;
  const colour = boxColour(label);
  const text = `${name} ${(score * 100).toFixed(0)}%`;
  const wide = textWidth(text) + 8;
  const above = y1 > 0.04;
  const leftwards = x1 > 0.88;
  const x = leftwards ? -wide + 1 : -1;
  const y = above ? -LABEL_PX : 0;
  return (
    <>
      <rect className="box" x={percent(x1)} y={percent(y1)} width={percent(x2 - x1)} height={percent(y2 - y1)} stroke={colour} />
      <svg x={percent(leftwards ? x2 : x1)} y={percent(y1)} overflow="visible">
        <rect x={x} y={y} width={wide} height={LABEL_PX} fill={colour} />
        <text x={x + 4} y={y + 13}>
          {text}
        </text>
      </svg>
    </>
  );
}

const percent = (part: number) => `${(part * 100).toFixed(3)}%`;
let ruler: CanvasRenderingContext2D | null | undefined;

/** The width in pixels of a label set in the overlay's 12-pixel face. */
function textWidth(text: string): number {
  ruler ??= document.createElement("canvas").getContext("2d");
  if (ruler === null) return text.length * 12;
  ruler.font = `600 12px ${getComputedStyle(document.body).fontFamily}`;
  return Math.ceil(ruler.measureText(text).width);
}
