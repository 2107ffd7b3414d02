/** What two versions ask for and take: terms, interval, cost, and which cameras they are made for. */
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { RemoteTag } from "@/components/remote-tag";
import type { SideFacts } from "@/features/evaluation/api/compare";
import { useCalled } from "@/features/evaluation/components/compare-set";
import { useText } from "@/lib/text";

export function CompareFacts({ left, right }: { left: SideFacts; right: SideFacts }) {
  const { t, i18n } = useTranslation();
  const text = useText();
  const called = useCalled();
  const figure = (value: number, places = 1) => value.toLocaleString(i18n.language, { maximumFractionDigits: places });
  const rows: [string, (side: SideFacts) => string][] = [
    [t("algorithms.columns.vendor"), (side) => text(side, "vendor")],
    [t("algorithms.whereItRuns"), ({ remote }) => (remote === null ? t("leaves.here") : remote.host === null ? t("leaves.outside") : t("leaves.outsideAt", { host: remote.host }))],
    [t("compare.threshold"), ({ threshold }) => (threshold === null ? "–" : String(threshold))],
    [t("algorithms.columns.interval"), ({ interval_s }) => t("common.seconds", { value: interval_s })],
    [t("compare.grade"), ({ grade, measured }) => `${t(`compare.grades.${grade}`)} · ${t(measured ? "compare.byGate" : "compare.byVendor")}`],
    [t("compare.cpu"), ({ cpu_ms, remote }) => remote !== null ? "–" : `${figure(cpu_ms)} ms`],
    [t("compare.memory"), ({ memory_mb, remote }) => remote !== null ? "–" : `${figure(memory_mb, 0)} MB`],
    [t("compare.cores"), ({ cores_per_100_cameras, remote }) => remote !== null ? "–" : t("compare.coresSaid", { shown: figure(cores_per_100_cameras, 2) })],
    [t("compare.licence"), ({ licence_code, licence_weights }) => `${licence_code} · ${licence_weights}`],
    [t("compare.base"), ({ base_model, base_licence }) => `${base_model} · ${base_licence}`],
    [t("compare.input"), ({ input_width, input_height }) => `${input_width} × ${input_height}`],
    [t("compare.camera"), ({ camera }) => fitness(t, camera).join(t("subscribe.semicolon")) || t("compare.anyCamera")],
    [t("compare.privacy"), ({ faces, plates }) => [...(faces ? [t("compare.faces")] : []), ...(plates ? [t("compare.plates")] : [])].join(t("subscribe.comma")) || t("compare.nobody")],
  ];
  return (
    <table className="compare-table compare-facts">
      <thead>
        <tr>
          <th scope="col" aria-label={t("compare.facts")} />
          {[left, right].map((side) => (
            <th key={side.version_id} scope="col">
              <Link to={`/versions/${side.version_id}`}>{called(side)}</Link> <RemoteTag remote={side.remote} />
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, of]) => (
          <tr key={name} data-differs={of(left) !== of(right)}>
            <th scope="row">{name}</th>
            <td>{of(left)}</td>
            <td>{of(right)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function fitness(t: TFunction, { height_m, pitch_deg, min_object_px, night }: SideFacts["camera"]): string[] {
  const range = (of: readonly number[]) => of.join("–");
  return [
    ...(height_m === null ? [] : [t("compare.height", { range: range(height_m) })]),
    ...(pitch_deg === null ? [] : [t("compare.pitch", { range: range(pitch_deg) })]),
    ...(min_object_px === null ? [] : [t("compare.object", { least: min_object_px })]),
    ...(night === null ? [] : [t(night ? "compare.night" : "compare.byDay")]),
  ];
}
