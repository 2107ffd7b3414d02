/** What the table would give for values one types, saved or not. */
import { Checkbox, Form, InputNumber, Segmented } from "antd";
import { useTranslation } from "react-i18next";
import type { LevelPreview as Found } from "@/api/types";
import { EmergencyLevel } from "@/components/emergency-level";
import { Trouble } from "@/components/trouble";
import { type Kind, KINDS, type Measured, MEASURES } from "@/features/emergency/api/levels";

type Props = { kind: Kind; onKind: (kind: Kind) => void; measures: Measured; onMeasures: (measures: Measured) => void; found: Found | undefined; error: Error | null };

export function LevelPreview({ kind, onKind, measures, onMeasures, found, error }: Props) {
  const { t } = useTranslation();
  const put = (name: string, value: number | null) => {
    const others = Object.entries(measures).filter(([each]) => each !== name);
    onMeasures(Object.fromEntries(value === null ? others : [...others, [name, value]]));
  };
  return (
    <aside className="levels-preview" aria-label={t("levels.preview")}>
      <h2>{t("levels.preview")}</h2>
      <p className="quiet">{t("levels.previewHint")}</p>
      <Segmented block aria-label={t("levels.kind")} value={kind} options={KINDS.map((value) => ({ value, label: t(`emergency.kind.${value}`) }))} onChange={onKind} />
      <Form layout="vertical" className="levels-measures">
        {MEASURES[kind].map((name) =>
          name === "confirmed" ? (
            <Checkbox key={name} checked={measures.confirmed === 1} onChange={({ target }) => put(name, target.checked ? 1 : null)}>
              {t("emergency.measure.confirmed")}
            </Checkbox>
          ) : (
            <Form.Item key={name} label={t(`emergency.measure.${name}`)} htmlFor={`measured-${name}`}>
              <InputNumber id={`measured-${name}`} min={0} max={1e9} value={measures[name] ?? null} onChange={(value) => put(name, value)} />
            </Form.Item>
          ),
        )}
      </Form>
      {error !== null && <Trouble error={error} />}
      <div aria-live="polite">
        <Given measures={measures} found={found} />
      </div>
    </aside>
  );
}

function Given({ measures, found }: { measures: Measured; found: Found | undefined }) {
  const { t } = useTranslation();
  if (Object.keys(measures).length === 0) return <p className="quiet">{t("levels.nothingMeasured")}</p>;
  if (found === undefined) return null;
  if (found.warning === null && found.response === null && found.grade === null) return <p>{t("levels.noEmergency")}</p>;
  return (
    <dl className="facts">
      <dt>{t("levels.gives")}</dt>
      <dd className="emergency-tags">
        <EmergencyLevel {...found} />
      </dd>
      <dt>{t("levels.told")}</dt>
      <dd>{found.tells.length === 0 ? t("levels.toldNobody") : found.tells.map((one) => t(`emergency.audience.${one}`)).join(t("emergency.affected.between"))}</dd>
    </dl>
  );
}
