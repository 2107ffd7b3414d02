/** What kind of organization it is, and whether its people may work: in word and icon. */
import {
  ApartmentOutlined,
  BankOutlined,
  CheckCircleFilled,
  ClockCircleFilled,
  CloseCircleFilled,
  ClusterOutlined,
  CodeOutlined,
  EnvironmentOutlined,
  PauseCircleOutlined,
  TeamOutlined,
} from "@ant-design/icons";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Organization } from "@/api/types";
import { StateTag, type Tone } from "@/components/state-tag";

const KIND_ICONS: Record<Organization["kind"], ReactNode> = {
  operator: <ClusterOutlined />,
  city: <BankOutlined />,
  district: <EnvironmentOutlined />,
  department: <ApartmentOutlined />,
  unit: <TeamOutlined />,
  vendor: <CodeOutlined />,
};
const STATES: Record<Organization["state"], { tone: Tone; icon: ReactNode }> = {
  active: { tone: "good", icon: <CheckCircleFilled /> },
  waiting: { tone: "risk", icon: <ClockCircleFilled /> },
  rejected: { tone: "act", icon: <CloseCircleFilled /> },
  suspended: { tone: "off", icon: <PauseCircleOutlined /> },
};
export const ORGANIZATION_STATES = Object.keys(STATES) as Organization["state"][];

export function KindTag({ kind }: { kind: Organization["kind"] }) {
  const { t } = useTranslation();
  return (
    <StateTag tone="plain" icon={KIND_ICONS[kind]}>
      {t(`organizations.kind.${kind}`)}
    </StateTag>
  );
}

export function OrganizationState({ state, filled = false }: { state: Organization["state"]; filled?: boolean }) {
  const { t } = useTranslation();
  const { tone, icon } = STATES[state];
  return (
    <StateTag tone={tone} icon={icon} filled={filled}>
      {t(`organizations.state.${state}`)}
    </StateTag>
  );
}
