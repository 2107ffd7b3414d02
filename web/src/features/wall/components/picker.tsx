/** Choosing the cameras of a wall, by name or place. */
import { Button, Checkbox } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Camera } from "@/api/types";
import { CameraState } from "@/components/camera-state";
import { SearchField } from "@/components/search-field";
import { SidePanel } from "@/components/side-panel";
import { Trouble } from "@/components/trouble";
import { useOfferedCameras, type WallCamera } from "@/features/wall/api/cameras";
import { CAMERAS_MAX } from "@/features/wall/api/layout";
import { useText } from "@/lib/text";

type Props = { cameras: readonly WallCamera[]; onChoose: (cameras: readonly Camera[]) => void; onClose: () => void };

export function Picker({ cameras, onChoose, onClose }: Props) {
  const { t } = useTranslation();
  const [q, setQ] = useState<string | null>(null);
  const [chosen, setChosen] = useState<readonly Camera[]>(cameras.flatMap(({ camera }) => camera ?? []));
  const { data, error, refetch } = useOfferedCameras(q);
  const has = (camera: Camera) => chosen.some(({ id }) => id === camera.id);
  const toggle = (camera: Camera) => setChosen(has(camera) ? chosen.filter(({ id }) => id !== camera.id) : [...chosen, camera]);
  const others = data?.items.filter((camera) => !chosen.some(({ id }) => id === camera.id)) ?? [];
  const full = chosen.length >= CAMERAS_MAX;
  const row = (camera: Camera) => <Choice key={camera.id} camera={camera} chosen={has(camera)} locked={full && !has(camera)} onToggle={() => toggle(camera)} />;
  return (
    <SidePanel
      label={t("wall.choose")}
      head={<h2>{t("wall.choose")}</h2>}
      foot={
        <div className="actions">
          <Button type="primary" onClick={() => onChoose(chosen)}>
            {t("wall.show", { count: chosen.length })}
          </Button>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
        </div>
      }
      onClose={onClose}
    >
      <section className="section">
        <h2>
          {t("wall.chosen", { count: chosen.length, most: CAMERAS_MAX })}
          {chosen.length > 0 && (
            <Button className="picker-clear" type="link" size="small" onClick={() => setChosen([])}>
              {t("wall.clear")}
            </Button>
          )}
        </h2>
        {full && <p className="quiet">{t("wall.full", { most: CAMERAS_MAX })}</p>}
        <ul className="picker">{chosen.map(row)}</ul>
      </section>
      <section className="section">
        <SearchField value={q} placeholder={t("cameras.search")} onSearch={setQ} />
        {error !== null && <Trouble error={error} onRetry={() => void refetch()} />}
        {data?.items.length === 0 && <p className="quiet">{q === null ? t("cameras.empty") : t("cameras.emptyFiltered")}</p>}
        <ul className="picker">{others.map(row)}</ul>
        {data?.next_cursor && <p className="quiet">{t("wall.more", { count: data.items.length })}</p>}
      </section>
    </SidePanel>
  );
}

function Choice({ camera, chosen, locked, onToggle }: { camera: Camera; chosen: boolean; locked: boolean; onToggle: () => void }) {
  const text = useText();
  return (
    <li>
      <Checkbox checked={chosen} disabled={locked} onChange={onToggle}>
        <span className="picker-row">
          <span className="two">
            <span>{text(camera, "name")}</span>
            <span className="quiet">{camera.place}</span>
          </span>
          <CameraState state={camera.state} />
        </span>
      </Checkbox>
    </li>
  );
}
