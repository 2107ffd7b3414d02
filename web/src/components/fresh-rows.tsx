/** What came while the reader was further down waits behind this button. */
import { ArrowUpOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { useShortcuts } from "@/lib/keyboard";

export function FreshRows({ count, what, onShow }: { count: number; what: string; onShow: () => void }) {
  const { t } = useTranslation();
  useShortcuts({ ".": onShow }, count > 0);
  const label = t("common.newRows", { count, what });
  return (
    <>
      <div className="visually-hidden" aria-live="polite">
        {count > 0 ? label : ""}
      </div>
      {count > 0 && (
        <div className="list-fresh">
          <Button type="primary" shape="round" icon={<ArrowUpOutlined />} onClick={onShow}>
            {label}
          </Button>
        </div>
      )}
    </>
  );
}
