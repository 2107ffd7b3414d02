/** Ready or not, and what is missing: a sentence each, with what to do. */
import { CheckCircleFilled, HourglassOutlined, WarningFilled } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import type { System } from "@/api/types";
import { StateTag } from "@/components/state-tag";
import { concerns } from "@/features/system/api/concerns";
import { useNow } from "@/lib/clock";

export function Verdict({ system }: { system: System }) {
  const { t } = useTranslation();
  const found = concerns(system, useNow());
  return (
    <section className="section" role="status">
      {system.ready ? (
        <StateTag tone="good" icon={<CheckCircleFilled />}>
          {found.length === 0 ? t("system.allWell") : t("system.ready")}
        </StateTag>
      ) : (
        <StateTag tone="act" icon={<HourglassOutlined />}>
          {t("system.notReady")}
        </StateTag>
      )}
      {found.length > 0 && (
        <ul className="concerns">
          {found.map(({ kind, tone, count }) => (
            <li key={kind}>
              <StateTag tone={tone} icon={<WarningFilled />}>
                {t(`system.concern.${kind}`, { count })}
              </StateTag>
              <span className="quiet">{t(`system.advice.${kind}`)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
