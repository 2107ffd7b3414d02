/** The last 24 hours of a camera: a strip for the eye, and in words when it was not in view. */
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Camera } from "@/api/types";
import { CameraState, toneOf } from "@/components/camera-state";
import { Trouble } from "@/components/trouble";
import { Lasted } from "@/components/when";
import { useSpells } from "@/features/cameras/api/history";
import { DAY_MS, type Gap, gaps, shareInView, type Stretch, stretches } from "@/features/cameras/api/timeline";
import { useNow } from "@/lib/clock";
import { useZone } from "@/lib/me";
import { useWords } from "@/lib/text";
import { absolute, dayOf } from "@/lib/time";

const SHOWN = 5;
const HOUR_MS = 3_600_000;
const MARKS = [24, 18, 12, 6, 0];

export function CameraHistory({ camera }: { camera: Camera }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useSpells(camera.id, camera.state);
  const now = useNow();
  const from = now - DAY_MS;
  if (error !== null && data === undefined) return <Trouble error={error} onRetry={() => void refetch()} />;
  const spells = data?.spells ?? [];
  const all = stretches(spells, from, now);
  const share = shareInView(all);
  return (
    <section className="section">
      <h2>{t("cameras.history.title")}</h2>
      <Strip all={all} from={from} label={share === null ? t("cameras.history.unknown") : t("cameras.history.share", { percent: percent(share) })} />
      {data?.whole === false && <p className="quiet">{t("cameras.history.cut")}</p>}
      {data !== undefined && <Gaps all={gaps(spells, from, now)} now={now} known={share !== null} />}
    </section>
  );
}

/** 99.97 % is not 100 %. */
function percent(share: number): string {
  return (Math.floor(share * 1000) / 10).toString();
}

function Strip({ all, from, label }: { all: readonly Stretch[]; from: number; label: string }) {
  const { t } = useTranslation();
  const zone = useZone();
  const x = (instant: number) => ((instant - from) / DAY_MS) * 1000;
  return (
    <div className="history">
      <svg className="history-strip" viewBox="0 0 1000 1" preserveAspectRatio="none" role="img" aria-label={label}>
        {all.map(({ state, from: begin, to }) => (
          <rect key={begin} x={x(begin)} width={Math.max(2, x(to) - x(begin))} height={1} data-tone={state === null ? "unknown" : toneOf(state)}>
            <title>{`${state === null ? t("cameras.history.unknown") : t(`cameras.state.${state}`)} ${clockTime(begin, zone)}–${clockTime(to, zone)}`}</title>
          </rect>
        ))}
      </svg>
      <div className="history-marks quiet" aria-hidden="true">
        {MARKS.map((hours) => (
          <span key={hours}>{hours === 0 ? t("cameras.history.now") : clockTime(from + DAY_MS - hours * HOUR_MS, zone)}</span>
        ))}
      </div>
      <span>{label}</span>
    </div>
  );
}

function Gaps({ all, now, known }: { all: readonly Gap[]; now: number; known: boolean }) {
  const { t } = useTranslation();
  const [whole, setWhole] = useState(false);
  if (all.length === 0) return known && <p className="quiet">{t("cameras.history.noGap")}</p>;
  return (
    <>
      <ul className="gaps">
        {(whole ? all : all.slice(0, SHOWN)).map((gap) => (
          <GapLine key={gap.from} gap={gap} now={now} />
        ))}
      </ul>
      {all.length > SHOWN && (
        <Button type="link" size="small" className="link-button" onClick={() => setWhole(!whole)}>
          {whole ? t("cameras.history.fewer") : t("cameras.history.all", { count: all.length })}
        </Button>
      )}
    </>
  );
}

/** `Not in view 14:02–14:31 (29 min) · the camera's network is down`. */
function GapLine({ gap: { kind, from, to, ongoing, spell }, now }: { gap: Gap; now: number }) {
  const { t } = useTranslation();
  const words = useWords();
  const zone = useZone();
  // The day is said where it is another one than just before.
  const time = (instant: number, before: number) =>
    dayOf(instant, zone) === dayOf(before, zone) ? clockTime(instant, zone) : absolute(instant, zone).slice(5, 16);
  return (
    <li>
      <CameraState state={spell.state} />
      <span>
        {kind === "unseen" && `${t("cameras.history.unseen")} `}
        {time(from, now)}–{ongoing ? t("cameras.history.now") : time(to, from)}{" "}
        <span className="quiet">
          (<Lasted from={new Date(from).toISOString()} to={new Date(to).toISOString()} />)
        </span>
        {spell.state_reason !== null && <div className="quiet">{words(spell.state_reason)}</div>}
      </span>
    </li>
  );
}

function clockTime(instant: number, zone: string): string {
  return absolute(instant, zone).slice(11, 16);
}
