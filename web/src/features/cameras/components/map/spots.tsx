/** The marks on the map: how many cameras, how many of them in which state, and the worst of these in an icon. */
import { Dropdown } from "antd";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import type { Camera } from "@/api/types";
import { iconOf, toneOf } from "@/components/camera-state";
import { isStack, type Pin, type Spot, tones, worstOf } from "@/features/cameras/api/viewport";
import { useNumber } from "@/features/cameras/components/number";
import { type Box, isIn } from "@/lib/map-view";
import { useText } from "@/lib/text";

type Props = { spots: readonly Spot[]; box: Box | undefined; zoom: number; chosen: string | null; onCloser: (spot: Spot) => void; onOpen: (id: string) => void };

export const Spots = memo(function Spots({ spots, box, zoom, chosen, onCloser, onOpen }: Props) {
  return spots.map((spot) => {
    const [only] = spot.pins;
    // What is beyond the edge waits there for the mouse to drag it in; the keyboard must not go where nothing is seen.
    const reached = box !== undefined && isIn(box, spot) ? 0 : -1;
    if (spot.count === 1 && only !== undefined) return <PinMark key={only.id} tabIndex={reached} pin={only} chosen={only.id === chosen} onOpen={onOpen} />;
    const key = `${spot.longitude}/${spot.latitude}`;
    return isStack(spot, zoom) ? <StackMark key={key} tabIndex={reached} spot={spot} onOpen={onOpen} /> : <ClusterMark key={key} tabIndex={reached} spot={spot} onCloser={onCloser} />;
  });
});

function PinMark({ pin, tabIndex, chosen, onOpen }: { pin: Pin; tabIndex: number; chosen: boolean; onOpen: (id: string) => void }) {
  const { t } = useTranslation();
  const name = useText()(pin, "name");
  const label = t("cameraMap.pin", { name, state: t(`cameras.state.${pin.state}`) });
  return (
    <div className="map-at" data-longitude={pin.longitude} data-latitude={pin.latitude}>
      <button type="button" tabIndex={tabIndex} className="map-pin" data-tone={toneOf(pin.state)} data-chosen={chosen} aria-label={label} title={label} onClick={() => onOpen(pin.id)}>
        {iconOf(pin.state)}
      </button>
    </div>
  );
}

function ClusterMark({ spot, tabIndex, onCloser }: { spot: Spot; tabIndex: number; onCloser: (spot: Spot) => void }) {
  const { t } = useTranslation();
  const words = useSpotWords(spot);
  return (
    <div className="map-at" data-longitude={spot.longitude} data-latitude={spot.latitude}>
      <button type="button" tabIndex={tabIndex} className="map-cluster" aria-label={`${words} ${t("cameraMap.closer")}`} title={words} onClick={() => onCloser(spot)}>
        <ClusterFace spot={spot} />
      </button>
    </div>
  );
}

/** Cameras on one pole: they are listed, since no zoom tells them apart. */
function StackMark({ spot, tabIndex, onOpen }: { spot: Spot; tabIndex: number; onOpen: (id: string) => void }) {
  const { t } = useTranslation();
  const text = useText();
  const words = useSpotWords(spot);
  const items = spot.pins.map((pin) => ({ key: pin.id, icon: iconOf(pin.state), label: t("cameraMap.pin", { name: text(pin, "name"), state: t(`cameras.state.${pin.state}`) }) }));
  return (
    <div className="map-at" data-longitude={spot.longitude} data-latitude={spot.latitude}>
      <Dropdown trigger={["click"]} rootClassName="map-stack" menu={{ items, onClick: ({ key }) => onOpen(key) }}>
        <button type="button" tabIndex={tabIndex} className="map-cluster" aria-label={`${words} ${t("cameraMap.listed")}`} title={words}>
          <ClusterFace spot={spot} />
        </button>
      </Dropdown>
    </div>
  );
}

/** A ring whose parts are the states, the number, and the worst state's icon. */
function ClusterFace({ spot }: { spot: Spot }) {
  const short = useNumber(true);
  const worst = worstOf(spot.states);
  return (
    <span className="map-ring" data-size={spot.count >= 1000 ? "large" : spot.count >= 100 ? "medium" : "small"} style={{ background: ring(spot) }}>
      <span className="map-count">{short(spot.count)}</span>
      <span className="map-worst" data-tone={toneOf(worst)}>
        {iconOf(worst)}
      </span>
    </span>
  );
}

const COLOURS = { act: "var(--act)", risk: "var(--risk)", good: "var(--good)", plain: "var(--line-strong)", off: "var(--off)" };

function ring({ states, count }: Spot): string {
  let from = 0;
  const parts = tones(states).map(([tone, of]) => {
    const to = from + (100 * of) / count;
    const part = `${COLOURS[tone]} ${from.toFixed(2)}% ${to.toFixed(2)}%`;
    from = to;
    return part;
  });
  return `conic-gradient(${parts.join(", ")})`;
}

/** `1,204 cameras: 34 offline, 12 late, 1,158 in view.` */
export function useSpotWords({ states, count }: Pick<Spot, "states" | "count">): string {
  const { t } = useTranslation();
  const number = useNumber();
  const each = (Object.entries(states) as [Camera["state"], number][])
    .sort(([, one], [, other]) => other - one)
    .map(([state, of]) => t("cameraMap.some", { value: number(of), state: t(`cameras.state.${state}`) }));
  return t("cameraMap.cluster", { value: number(count), states: each.join(t("cameraMap.comma")) });
}
