/** How many events wait too long with nobody at them, told on every page to those who may take them up. */
import { FieldTimeOutlined } from "@ant-design/icons";
import { App, Button } from "antd";
import { useEffect, useEffectEvent, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useCounts } from "@/features/review/api/around";
import "@/features/review/components/escalated.css";

const EVERY_MS = 15_000;
/** The server counts no further. */
const CAP = 10_000;
const KEY = "escalated";

/** The number beside the desk's name; each time it grows, it is said once. */
export function Escalated() {
  const { t } = useTranslation();
  const count = useCounts(EVERY_MS)?.escalated;
  useSaid(count);
  if (!count) return null;
  const shown = count > CAP ? `${CAP.toLocaleString("en")}+` : count.toLocaleString("en");
  return (
    <span className="escalated" title={t("review.escalatedCount", { count })}>
      <FieldTimeOutlined aria-hidden="true" /> <span className="visually-hidden">{t("review.escalated")}</span> {shown}
    </span>
  );
}

function useSaid(count: number | undefined): void {
  const { t } = useTranslation();
  const { notification } = App.useApp();
  const navigate = useNavigate();
  const before = useRef<number>(undefined);
  const go = () => {
    notification.destroy(KEY);
    void navigate("/review?escalated=1");
  };
  const say = useEffectEvent((more: number) =>
    notification.warning({
      key: KEY,
      title: t("review.escalatedNow", { count: more }),
      actions: <Button onClick={go}>{t("review.escalatedGo")}</Button>,
      placement: "bottomRight",
    }),
  );
  useEffect(() => {
    if (count !== undefined && before.current !== undefined && count > before.current) say(count - before.current);
    before.current = count ?? before.current;
  }, [count]);
}
