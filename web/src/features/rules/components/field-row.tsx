/** One field of a rule: what it is, what stands there, the default, and the way back to it. */
import { UndoOutlined } from "@ant-design/icons";
import { Button, Tooltip } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

type Props = { label: string; hint?: string; changed: boolean; usual: string; fault?: string | undefined; onBack?: (() => void) | undefined; children: ReactNode };

export function FieldRow({ label, hint, changed, usual, fault, onBack, children }: Props) {
  const { t } = useTranslation();
  return (
    <div className="rule-field" role="group" aria-label={label} data-changed={changed}>
      <div className="rule-field-name">
        <Tooltip title={hint}>
          <span>{label}</span>
        </Tooltip>
        {changed && <span className="rule-changed">{t("rules.changed")}</span>}
      </div>
      <div className="rule-field-value">{children}</div>
      <div className="rule-field-usual quiet">
        {t("rules.usual", { value: usual })}
        {changed && onBack !== undefined && (
          <Tooltip title={t("rules.back")}>
            <Button type="text" size="small" icon={<UndoOutlined />} aria-label={t("rules.backOf", { field: label })} onClick={onBack} />
          </Tooltip>
        )}
      </div>
      {fault !== undefined && (
        <p className="rule-fault" role="alert">
          {fault}
        </p>
      )}
    </div>
  );
}
