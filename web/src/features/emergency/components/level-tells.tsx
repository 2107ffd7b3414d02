/** Who is told of each response level by itself. */
import { Checkbox } from "antd";
import { useTranslation } from "react-i18next";
import type { LevelTable } from "@/api/types";
import { ROMAN } from "@/components/emergency-level";
import { AUDIENCES, LEVELS } from "@/features/emergency/api/levels";

type Tells = LevelTable["tells"];
type Props = { tells: Tells; edits: boolean; onTells: (tells: Tells) => void };

export function LevelTells({ tells, edits, onTells }: Props) {
  const { t } = useTranslation();
  const turn = (level: keyof Tells, audience: (typeof AUDIENCES)[number]) => {
    const wanted = new Set(tells[level]);
    if (!wanted.delete(audience)) wanted.add(audience);
    onTells({ ...tells, [level]: AUDIENCES.filter((one) => wanted.has(one)) });
  };
  return (
    <section className="section" aria-label={t("levels.tells")}>
      <h2>{t("levels.tells")}</h2>
      <p className="quiet">{t("levels.tellsHint")}</p>
      <div className="levels-scroll">
        <table className="levels">
          <thead>
            <tr>
              <th>{t("emergency.response")}</th>
              {AUDIENCES.map((audience) => (
                <th key={audience}>{t(`emergency.audience.${audience}`)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {LEVELS.map((level) => (
              <tr key={level}>
                <th scope="row">{ROMAN[level]}</th>
                {AUDIENCES.map((audience) => (
                  <td key={audience}>
                    <Checkbox
                      checked={tells[`level_${level}`].includes(audience)}
                      disabled={!edits}
                      aria-label={`${ROMAN[level]} ${t(`emergency.audience.${audience}`)}`}
                      onChange={() => turn(`level_${level}`, audience)}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
