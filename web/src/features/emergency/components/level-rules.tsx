/** The rules of one kind of emergency: from which value on it is at least how grave. */
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, InputNumber, Select } from "antd";
import { useTranslation } from "react-i18next";
import { ROMAN } from "@/components/emergency-level";
import { COLOURS, type Draft, faultOf, type Kind, LEVELS, MEASURES } from "@/features/emergency/api/levels";

type Colour = (typeof COLOURS)[number];
type Level = (typeof LEVELS)[number];
type Props = { kind: Kind; rules: readonly Draft[]; reached: ReadonlySet<number>; edits: boolean; onRules: (rules: Draft[]) => void };

export function LevelRules({ kind, rules, reached, edits, onRules }: Props) {
  const { t } = useTranslation();
  const shown = rules.map((rule, place) => ({ rule, place })).filter(({ rule }) => rule.kind === kind);
  const put = (place: number, changed: Partial<Draft>) => onRules(rules.map((rule, other) => (other === place ? { ...rule, ...changed } : rule)));
  const add = () => onRules([...rules, { kind, measure: MEASURES[kind][1], at_least: null, warning: null, response: null, grade: null }]);
  return (
    <section className="section" aria-label={t(`emergency.kind.${kind}`)}>
      <h2>{t(`emergency.kind.${kind}`)}</h2>
      <div className="levels-scroll">
        <table className="levels">
          <thead>
            <tr>
              <th>{t("levels.measure")}</th>
              <th>{t("levels.atLeast")}</th>
              <th>{t("emergency.warningColour")}</th>
              <th>{t("emergency.response")}</th>
              <th>{t("emergency.grade")}</th>
              <th aria-label={t("levels.reached")} />
            </tr>
          </thead>
          <tbody>
            {shown.map(({ rule, place }) => (
              <tr key={place} data-reached={reached.has(place)}>
                {edits ? <Fields rule={rule} onChange={(changed) => put(place, changed)} /> : <Words rule={rule} />}
                <td className="levels-end">
                  {reached.has(place) && <span className="levels-reached">{t("levels.reached")}</span>}
                  {edits && (
                    <Button
                      type="text"
                      size="small"
                      icon={<DeleteOutlined />}
                      aria-label={t("levels.remove", { what: t(`emergency.measure.${rule.measure}`), value: rule.at_least ?? "–" })}
                      onClick={() => onRules(rules.filter((_, other) => other !== place))}
                    />
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {shown.length === 0 && <p className="quiet">{t("levels.noRules")}</p>}
      {edits && (
        <Button type="dashed" size="small" icon={<PlusOutlined />} onClick={add}>
          {t("levels.add")}
        </Button>
      )}
    </section>
  );
}

function Words({ rule }: { rule: Draft }) {
  const { t } = useTranslation();
  return (
    <>
      <td>{t(`emergency.measure.${rule.measure}`)}</td>
      <td className="levels-number">{rule.measure === "confirmed" ? "–" : `≥ ${(rule.at_least ?? 0).toLocaleString("en")}`}</td>
      <td>{rule.warning === null ? "–" : <Swatch colour={rule.warning} />}</td>
      <td>{rule.response === null ? "–" : ROMAN[rule.response]}</td>
      <td>{rule.grade === null ? "–" : ROMAN[rule.grade]}</td>
    </>
  );
}

function Fields({ rule, onChange }: { rule: Draft; onChange: (changed: Partial<Draft>) => void }) {
  const { t } = useTranslation();
  const fault = faultOf(rule);
  const answer = fault === "answer" ? "error" : undefined;
  const levels = LEVELS.map((value) => ({ value, label: ROMAN[value] }));
  return (
    <>
      <td>
        <Select
          size="small"
          className="levels-measure"
          aria-label={t("levels.measure")}
          value={rule.measure}
          options={MEASURES[rule.kind].map((value) => ({ value, label: t(`emergency.measure.${value}`) }))}
          onChange={(measure) => onChange({ measure, ...(measure === "confirmed" && { at_least: 1 }) })}
        />
      </td>
      <td>
        {rule.measure === "confirmed" ? (
          "–"
        ) : (
          <InputNumber
            size="small"
            className="levels-value"
            aria-label={t("levels.atLeast")}
            min={0}
            max={1e9}
            prefix="≥"
            value={rule.at_least}
            {...(fault === "value" && { status: "error" as const, placeholder: t("levels.value") })}
            onChange={(at_least) => onChange({ at_least })}
          />
        )}
      </td>
      <td>
        <Select
          size="small"
          className="levels-colour"
          allowClear
          placeholder="–"
          aria-label={t("emergency.warningColour")}
          {...(answer && { status: answer })}
          value={rule.warning}
          options={COLOURS.map((value) => ({ value, label: <Swatch colour={value} /> }))}
          onChange={(warning?: Colour) => onChange({ warning: warning ?? null })}
        />
      </td>
      {(["response", "grade"] as const).map((name) => (
        <td key={name}>
          <Select
            size="small"
            className="levels-level"
            allowClear
            placeholder="–"
            aria-label={t(`emergency.${name}`)}
            {...(answer && { status: answer })}
            value={rule[name]}
            options={levels}
            onChange={(level?: Level) => onChange(name === "response" ? { response: level ?? null } : { grade: level ?? null })}
          />
        </td>
      ))}
    </>
  );
}

/** The colour itself beside its word: here it is what is talked about, not a state. */
function Swatch({ colour }: { colour: Colour }) {
  const { t } = useTranslation();
  return (
    <span className="levels-swatch" data-colour={colour}>
      {t(`levels.colour.${colour}`)}
    </span>
  );
}
