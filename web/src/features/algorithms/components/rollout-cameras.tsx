/** What came of a trial on each camera; in the shadow with the last looks that differ. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Rollout, RolloutCamera } from "@/api/types";
import { Trouble } from "@/components/trouble";
import { At } from "@/components/when";
import { useRolloutCameras } from "@/features/algorithms/api/rollouts";
import { useText } from "@/lib/text";

type Sample = { at: string; seen: "only_stable" | "only_trial" | "otherwise"; stable: Seen[]; trial: Seen[] };
type Seen = { label: string; score: number };

export function RolloutCameras({ rollout }: { rollout: Rollout }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{t("rollouts.byCamera")}</summary>
      {open && <Cameras rollout={rollout} />}
    </details>
  );
}

function Cameras({ rollout }: { rollout: Rollout }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useRolloutCameras(rollout.id);
  if (error !== null) return <Trouble error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return null;
  if (data.items.length === 0) return <p className="quiet">{t("rollouts.noLooks")}</p>;
  const shadow = rollout.mode === "shadow";
  return (
    <>
      <table className="rollout-figures">
        <thead>
          <tr>
            <th scope="col">{t("rollouts.camera")}</th>
            <th scope="col">{t("rollouts.figures.looks")}</th>
            {shadow && <th scope="col">{t("rollouts.differ")}</th>}
            <th scope="col">{t("rollouts.figures.failed")}</th>
          </tr>
        </thead>
        <tbody>
          {data.items.map((one) => (
            <CameraRow key={one.camera_id} one={one} shadow={shadow} />
          ))}
        </tbody>
      </table>
      {data.count > data.items.length && <p className="quiet">{t("rollouts.more", { shown: data.items.length, count: data.count })}</p>}
    </>
  );
}

function CameraRow({ one, shadow }: { one: RolloutCamera; shadow: boolean }) {
  const text = useText();
  const differ = one.only_stable + one.only_trial + one.otherwise;
  return (
    <tr>
      <th scope="row">
        <Link to={`/cameras?camera=${one.camera_id}`}>{text(one, "name")}</Link>
        {shadow && one.samples.length > 0 && <Samples samples={one.samples as Sample[]} />}
      </th>
      <td>{one.looks}</td>
      {shadow && <td>{differ}</td>}
      <td>{one.lost}</td>
    </tr>
  );
}

function Samples({ samples }: { samples: Sample[] }) {
  const { t } = useTranslation();
  return (
    <ul className="plain-list quiet">
      {[...samples].reverse().map(({ at, seen, stable, trial }) => (
        <li key={at}>
          <At at={at} /> · {t(`rollouts.seen.${seen}`)} · {t("rollouts.sample", { stable: told(stable), trial: told(trial) })}
        </li>
      ))}
    </ul>
  );
}

function told(seen: Seen[]): string {
  return seen.map(({ label, score }) => `${label} ${score.toFixed(2)}`).join(", ") || "–";
}
