/** What the reader may do with a case now: the likely actions as buttons, the others behind "more". */
import { DownOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CaseAction, CaseDetail } from "@/api/types";
import { type Action, arranged, DANGEROUS } from "@/features/cases/api/actions";
import { ActionDialog } from "@/features/cases/components/action-dialog";

export function CaseActions({ found, large = false }: { found: CaseDetail; large?: boolean }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<Action>();
  const { shown, more } = arranged(found);
  if (found.actions.length === 0) return null;
  const name = (action: string) => t(`cases.action.${action as CaseAction}`);
  return (
    <div className="actions">
      {shown.map((each, index) => (
        <Button key={each.action} size={large ? "large" : "middle"} type={index === 0 ? "primary" : "default"} danger={DANGEROUS.has(each.action)} onClick={() => setChosen(each)}>
          {name(each.action)}
        </Button>
      ))}
      {more.length > 0 && (
        <Dropdown
          trigger={["click"]}
          menu={{
            items: more.map((each) => ({ key: each.action, label: name(each.action), danger: DANGEROUS.has(each.action) })),
            onClick: ({ key }) => setChosen(more.find(({ action }) => action === key)),
          }}
        >
          <Button size={large ? "large" : "middle"} icon={<DownOutlined />} iconPlacement="end">
            {t("cases.more")}
          </Button>
        </Dropdown>
      )}
      {chosen !== undefined && <ActionDialog key={chosen.action} found={found} action={chosen} onClose={() => setChosen(undefined)} />}
    </div>
  );
}
