/** A verdict in word and icon. */
import { CheckCircleFilled, CloseCircleOutlined, CopyOutlined, QuestionCircleOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import { StateTag } from "@/components/state-tag";

const VERDICTS = {
  confirm: { tone: "good", icon: <CheckCircleFilled /> },
  reject: { tone: "off", icon: <CloseCircleOutlined /> },
  duplicate: { tone: "off", icon: <CopyOutlined /> },
  uncertain: { tone: "plain", icon: <QuestionCircleOutlined /> },
} as const;

export function VerdictTag({ verdict }: { verdict: string }) {
  const { t } = useTranslation();
  if (!(verdict in VERDICTS)) return verdict;
  const known = verdict as keyof typeof VERDICTS;
  const { tone, icon } = VERDICTS[known];
  return (
    <StateTag tone={tone} icon={icon}>
      {t(`review.verdict.${known}`)}
    </StateTag>
  );
}
