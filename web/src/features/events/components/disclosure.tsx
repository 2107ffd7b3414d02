/** Whether the vendor may see a false alarm, and letting it, or not any more. */
import { EyeInvisibleOutlined, EyeOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import type { EventDetail } from "@/api/types";
import { useTold } from "@/components/told";
import { useChanging } from "@/lib/changing";
import { eventQuery } from "@/lib/events";
import { useCan } from "@/lib/me";

export function Disclosure({ detail }: { detail: EventDetail }) {
  const { t } = useTranslation();
  const can = useCan();
  const path = { event_id: detail.id };
  const disclose = useChanging<boolean, unknown>([eventQuery(detail.id).queryKey, ["disclosures"]], (shown) =>
    shown ? take(api.POST("/api/v1/events/{event_id}/disclosure", { params: { path } })) : take(api.DELETE("/api/v1/events/{event_id}/disclosure", { params: { path } })),
  );
  const told = useTold(t(detail.disclosed ? "events.disclosure.hidden" : "events.disclosure.shown"));
  if (detail.review !== "rejected" || detail.algorithm === null || !can("disclosure.create")) return null;
  return (
    <div className="disclosure">
      <span className="quiet">{t(detail.disclosed ? "events.disclosure.seen" : "events.disclosure.unseen")}</span>
      <Button size="small" icon={detail.disclosed ? <EyeInvisibleOutlined /> : <EyeOutlined />} loading={disclose.isPending} onClick={() => disclose.mutate(!detail.disclosed, told)}>
        {t(detail.disclosed ? "events.disclosure.hide" : "events.disclosure.show")}
      </Button>
    </div>
  );
}
