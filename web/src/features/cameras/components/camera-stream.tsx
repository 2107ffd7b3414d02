/** How a camera is read, and what its stream is like. */
import { WarningFilled } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import type { Camera } from "@/api/types";
import { StateTag } from "@/components/state-tag";

const DRIFT_S = 5;

export function CameraStream({ stream }: { stream: Camera["stream"] }) {
  const { t } = useTranslation();
  return (
    <section className="section">
      <h2>{t("cameras.stream.title")}</h2>
      {stream === null ? <p className="quiet">{t("cameras.stream.none")}</p> : <StreamFacts stream={stream} />}
    </section>
  );
}

function StreamFacts({ stream }: { stream: NonNullable<Camera["stream"]> }) {
  const { t } = useTranslation();
  const { mode, codec = null, width = null, height = null, key_gap_s = null, clock_drift_s = null } = stream;
  return (
    <dl className="facts">
      <dt>{t("cameras.stream.read")}</dt>
      <dd>
        {t(`cameras.mode.${mode}`)} <span className="quiet">{t(`cameras.stream.modeHint.${mode}`)}</span>
      </dd>
      <dt>{t("cameras.stream.codec")}</dt>
      <dd>{codec === null ? "–" : codecName(codec)}</dd>
      <dt>{t("cameras.stream.size")}</dt>
      <dd>{width === null || height === null ? "–" : `${width} × ${height}`}</dd>
      <dt>{t("cameras.stream.keyGap")}</dt>
      <dd>{key_gap_s === null ? "–" : t("common.seconds", { value: key_gap_s })}</dd>
      <dt>{t("cameras.stream.clock")}</dt>
      <dd>
        <Drift seconds={clock_drift_s} />
      </dd>
    </dl>
  );
}

/** A camera whose clock is off stamps its own pictures and recordings with a wrong time. */
function Drift({ seconds }: { seconds: number | null }) {
  const { t } = useTranslation();
  if (seconds === null) return <>{t("cameras.stream.clockUntold")}</>;
  if (Math.round(seconds) === 0) return <>{t("cameras.stream.clockRight")}</>;
  const words = t(seconds > 0 ? "cameras.stream.clockFast" : "cameras.stream.clockSlow", { value: Math.abs(seconds) });
  if (Math.abs(seconds) <= DRIFT_S) return <>{words}</>;
  return (
    <>
      <StateTag tone="risk" icon={<WarningFilled />}>
        {words}
      </StateTag>
      <div className="quiet">{t("cameras.stream.clockHint")}</div>
    </>
  );
}

const CODECS: Record<string, string> = { h264: "H.264", hevc: "H.265", h265: "H.265", mjpeg: "MJPEG" };

export function codecName(codec: string): string {
  return CODECS[codec.toLowerCase()] ?? codec.toUpperCase();
}
