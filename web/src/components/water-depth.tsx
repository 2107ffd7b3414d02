/** How deep water stands, and whether it rises. */
import { ArrowDownOutlined, ArrowUpOutlined, MinusOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import type { WaterPoint } from "@/api/types";
import "@/components/water-depth.css";

const ARROWS = { rising: <ArrowUpOutlined />, falling: <ArrowDownOutlined />, steady: <MinusOutlined /> };

export function WaterDepth({ depth, trend }: { depth: number | null | undefined; trend: WaterPoint["trend"] }) {
  const { t } = useTranslation();
  if (depth == null) return <span className="quiet">{t("water.noDepth")}</span>;
  return (
    <span className="depth">
      <strong>{depthText(depth)}</strong>
      {trend !== null && (
        <span className="depth-trend" data-trend={trend}>
          <span aria-hidden="true">{ARROWS[trend]}</span> {t(`water.trend.${trend}`)}
        </span>
      )}
    </span>
  );
}

export function depthText(depth: number): string {
  return `${depth >= 10 ? Math.round(depth) : depth.toFixed(1)} cm`;
}
