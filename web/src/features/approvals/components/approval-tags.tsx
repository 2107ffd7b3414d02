/** How a request stands, and how each administrator voted: in word and icon. */
import { CheckCircleFilled, ClockCircleFilled, CloseCircleFilled, HourglassOutlined, RollbackOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import type { Approval } from "@/api/types";
import { StateTag } from "@/components/state-tag";

const LOOKS = {
  waiting: { tone: "risk", icon: <ClockCircleFilled /> },
  approved: { tone: "good", icon: <CheckCircleFilled /> },
  rejected: { tone: "act", icon: <CloseCircleFilled /> },
  withdrawn: { tone: "off", icon: <RollbackOutlined /> },
} as const;

export function ApprovalState({ state, filled = false }: { state: Approval["state"]; filled?: boolean }) {
  const { t } = useTranslation();
  const { tone, icon } = LOOKS[state];
  return (
    <StateTag tone={tone} icon={icon} filled={filled}>
      {t(`approvals.state.${state}`)}
    </StateTag>
  );
}

export function VoteTag({ vote }: { vote: Approval["votes"][number]["vote"] | "missing" }) {
  const { t } = useTranslation();
  if (vote === "missing") return <StateTag tone="plain" icon={<HourglassOutlined />}>{t("approvals.voteMissing")}</StateTag>;
  const { tone, icon } = LOOKS[vote === "approve" ? "approved" : "rejected"];
  return (
    <StateTag tone={tone} icon={icon}>
      {t(`approvals.vote.${vote}`)}
    </StateTag>
  );
}
