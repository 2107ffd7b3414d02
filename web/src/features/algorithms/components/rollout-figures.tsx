/** The version on trial and the stable one, figure by figure. */
import { useTranslation } from "react-i18next";
import type { Rollout } from "@/api/types";

type Judged = Rollout["figures"]["trial_judged"];
type Line = { name: string; trial: string; stable?: string };

export function RolloutFigures({ rollout }: { rollout: Rollout }) {
  const { t } = useTranslation();
  const shadow = useShadow(rollout);
  const canary = useCanary(rollout);
  return (
    <table className="rollout-figures">
      <thead>
        <tr>
          <th scope="col">{t("rollouts.figures.what")}</th>
          <th scope="col">{t("rollouts.figures.trial", { version: rollout.version.version })}</th>
          <th scope="col">{t("rollouts.figures.stable", { version: rollout.stable.version })}</th>
        </tr>
      </thead>
      <tbody>
        {(rollout.mode === "shadow" ? shadow : canary).map(({ name, trial, stable }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td colSpan={stable === undefined ? 2 : 1}>{trial}</td>
            {stable !== undefined && <td>{stable}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function useShadow({ figures: { compared, strikes } }: Rollout): Line[] {
  const { t } = useTranslation();
  return [
    { name: t("rollouts.figures.compared"), trial: t("rollouts.figures.agree", { count: compared.looks, share: compared.looks === 0 ? "–" : percent(compared.agree / compared.looks, 1) }) },
    { name: t("rollouts.figures.only"), trial: String(compared.only_trial), stable: String(compared.only_stable) },
    ...(compared.otherwise > 0 ? [{ name: t("rollouts.figures.otherwise"), trial: String(compared.otherwise) }] : []),
    { name: t("rollouts.figures.raised"), trial: String(compared.raised_trial), stable: String(compared.raised_stable) },
    { name: t("rollouts.figures.waited"), trial: ms(compared.trial_ms), stable: ms(compared.stable_ms) },
    { name: t("rollouts.figures.leftOut"), trial: String(compared.left_out) },
    { name: t("rollouts.figures.failed"), trial: t("rollouts.figures.failures", { lost: compared.lost, strikes }) },
  ];
}

function useCanary({ figures }: Rollout): Line[] {
  const { t } = useTranslation();
  const { compared, strikes, trial_pace, stable_pace, trial_judged, stable_judged } = figures;
  const late = (one: { late: number; looking: number }) => t("rollouts.figures.lateOf", one);
  return [
    { name: t("rollouts.figures.looks"), trial: String(compared.looks) },
    { name: t("rollouts.figures.failed"), trial: t("rollouts.figures.failures", { lost: compared.lost, strikes }) },
    { name: t("rollouts.figures.late"), trial: late(trial_pace), stable: late(stable_pace) },
    { name: t("rollouts.figures.judged"), trial: t("rollouts.figures.rejectedOf", of(trial_judged)), stable: t("rollouts.figures.rejectedOf", of(stable_judged)) },
    { name: t("rollouts.figures.precision"), trial: precision(trial_judged), stable: precision(stable_judged) },
  ];
}

function of({ right, wrong }: Judged) {
  return { wrong, judged: right + wrong };
}

function ms(value: number | null): string {
  return value === null ? "–" : `${Math.round(value)} ms`;
}

function precision({ precision: share, precision_from, precision_to }: Judged): string {
  if (share === null || precision_from === null || precision_to === null) return "–";
  return `${percent(share, 0)} (${percent(precision_from, 0)} – ${percent(precision_to, 0)})`;
}

function percent(share: number, digits: number): string {
  return `${(100 * share).toFixed(digits)} %`;
}
