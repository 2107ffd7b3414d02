/** The states of an event in word and icon. */
import {
  CheckCircleFilled,
  ClockCircleOutlined,
  CloseCircleOutlined,
  CopyOutlined,
  ExclamationCircleFilled,
  InfoCircleOutlined,
  SyncOutlined,
  WarningFilled,
  MinusCircleOutlined,
} from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import type { Event } from "@/api/types";
import { StateTag, type Tone } from "@/components/state-tag";

const REVIEWS = {
  waiting: { tone: "plain", icon: <ClockCircleOutlined /> },
  confirmed: { tone: "good", icon: <CheckCircleFilled /> },
  rejected: { tone: "off", icon: <CloseCircleOutlined /> },
  duplicate: { tone: "off", icon: <CopyOutlined /> },
} as const;

export function ReviewTag({ review, filled = false }: { review: Event["review"]; filled?: boolean }) {
  const { t } = useTranslation();
  const { tone, icon } = REVIEWS[review];
  return (
    <StateTag tone={tone} icon={icon} filled={filled}>
      {t(`events.review.${review}`)}
    </StateTag>
  );
}

const SEVERITIES = {
  critical: { tone: "act", icon: <ExclamationCircleFilled /> },
  major: { tone: "risk", icon: <WarningFilled /> },
  minor: { tone: "plain", icon: <InfoCircleOutlined /> },
} as const;

/** How grave it is; coloured only while somebody still has to act. */
export function SeverityTag({ event, filled = false }: { event: Event; filled?: boolean }) {
  const { t } = useTranslation();
  const { tone, icon } = SEVERITIES[event.severity];
  const asks: Tone = event.review === "waiting" ? tone : "plain";
  return (
    <StateTag tone={asks} icon={icon} filled={filled}>
      {t(`events.severity.${event.severity}`)}
    </StateTag>
  );
}

export function OpenTag({ state }: { state: Event["state"] }) {
  const { t } = useTranslation();
  const icon = state === "open" ? <SyncOutlined /> : <MinusCircleOutlined />;
  return (
    <StateTag tone="plain" icon={icon}>
      {t(`events.state.${state}`)}
    </StateTag>
  );
}

export function percentOf(score: number): string {
  return `${(score * 100).toFixed(0)}%`;
}
