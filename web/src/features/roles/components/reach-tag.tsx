/** How far a grant goes, in a word and an icon. */
import { ApartmentOutlined, ArrowDownOutlined, AuditOutlined, GlobalOutlined, HomeOutlined, SendOutlined, ShareAltOutlined, SolutionOutlined, UserOutlined } from "@ant-design/icons";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Grant } from "@/features/roles/api/matrix";

const ICONS: Record<Grant["reach"], ReactNode> = {
  self: <UserOutlined />,
  own: <HomeOutlined />,
  below: <ArrowDownOutlined />,
  subtree: <ApartmentOutlined />,
  shared: <ShareAltOutlined />,
  assigned: <SendOutlined />,
  concerned: <SolutionOutlined />,
  asked: <AuditOutlined />,
  everywhere: <GlobalOutlined />,
};
export const REACHES = Object.keys(ICONS) as Grant["reach"][];

export function ReachTag({ reach }: { reach: Grant["reach"] }) {
  const { t } = useTranslation();
  return (
    <span className="reach">
      <span aria-hidden="true">{ICONS[reach]}</span>
      {t(`roles.reach.${reach}`)}
    </span>
  );
}
