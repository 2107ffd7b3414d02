/** How much of a limit is used: a bar for the eye, the figures and a word beside it. */
import { CheckCircleFilled, CloseCircleFilled, WarningFilled } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import { StateTag } from "@/components/state-tag";
import "@/components/usage-bar.css";
import { type Closeness, closenessOf, shareOf } from "@/lib/usage";

const LOOKS = {
  free: { tone: "good", icon: <CheckCircleFilled /> },
  near: { tone: "risk", icon: <WarningFilled /> },
  full: { tone: "act", icon: <CloseCircleFilled /> },
} as const;

export function UsageBar({ used, limit, label }: { used: number; limit: number; label: string }) {
  const { i18n } = useTranslation();
  const closeness = closenessOf(used, limit);
  const figure = (value: number) => value.toLocaleString(i18n.language, { maximumFractionDigits: 1 });
  return (
    <span className="usage" data-tone={LOOKS[closeness].tone}>
      <span className="usage-figures">
        <span>{figure(used)}</span>
        <span className="quiet"> / {figure(limit)}</span>
      </span>
      <progress className="usage-bar" max={1} value={Math.min(1, shareOf(used, limit))} aria-label={label} />
      <UsageWord closeness={closeness} used={used} limit={limit} />
    </span>
  );
}

/** Only what is near or full gets a word: a page of green ticks says nothing. */
function UsageWord({ closeness, used, limit }: { closeness: Closeness; used: number; limit: number }) {
  const { t } = useTranslation();
  const percent = `${Math.floor(shareOf(used, limit) * 100)} %`;
  if (closeness === "free") return <span className="quiet usage-word">{percent}</span>;
  const { tone, icon } = LOOKS[closeness];
  return (
    <span className="usage-word">
      <StateTag tone={tone} icon={icon}>
        {closeness === "full" ? t("quotas.full") : percent}
      </StateTag>
    </span>
  );
}
