/** Whether an endpoint is let in, in word and icon. */
import { CheckCircleFilled, ClockCircleFilled, CloseCircleFilled } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import type { EndpointState as State } from "@/api/types";
import { StateTag } from "@/components/state-tag";

const LOOKS = {
  waiting: { tone: "risk", icon: <ClockCircleFilled /> },
  approved: { tone: "good", icon: <CheckCircleFilled /> },
  refused: { tone: "act", icon: <CloseCircleFilled /> },
} as const;

export function EndpointState({ state, filled = false }: { state: State; filled?: boolean }) {
  const { t } = useTranslation();
  const { tone, icon } = LOOKS[state];
  return (
    <StateTag tone={tone} icon={icon} filled={filled}>
      {t(`remote.state.${state}`)}
    </StateTag>
  );
}
