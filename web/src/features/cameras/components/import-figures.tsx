/** What a file came to, or would come to: new, changed, unchanged, wrong. */
import { WarningFilled } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import type { CameraImport } from "@/api/types";
import { StateTag } from "@/components/state-tag";
import "@/features/cameras/components/intake.css";

const NAMES = ["added", "changed", "unchanged", "refused"] as const;

export function ImportFigures({ one }: { one: CameraImport }) {
  const { t, i18n } = useTranslation();
  const tense = one.applies ? "was" : "would";
  return (
    <dl className="intake-figures">
      {NAMES.map((name) => (
        <div key={name}>
          <dt>{name === "refused" && one.refused > 0 ? <Wrong /> : t(`intake.imports.${tense}.${name}`)}</dt>
          <dd>{one[name].toLocaleString(i18n.language)}</dd>
        </div>
      ))}
    </dl>
  );
}

function Wrong() {
  const { t } = useTranslation();
  return (
    <StateTag tone="risk" icon={<WarningFilled />}>
      {t("intake.imports.wrong")}
    </StateTag>
  );
}
