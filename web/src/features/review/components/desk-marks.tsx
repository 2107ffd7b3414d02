/** What sets an event at the desk apart: who is at it, that it waited too long, what it wants. */
import { AuditOutlined, FieldTimeOutlined, PushpinOutlined, QuestionCircleOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import type { Event } from "@/api/types";
import { StateTag } from "@/components/state-tag";
import { useMe } from "@/lib/me";

export function DeskMarks({ event }: { event: Event }) {
  const { t } = useTranslation();
  const { user } = useMe();
  const theirs = event.claim !== null && event.claim.user_id !== user.id;
  return (
    <span className="desk-marks">
      {event.escalated_at !== null && (
        <StateTag tone="risk" icon={<FieldTimeOutlined />}>
          {t("review.escalated")}
        </StateTag>
      )}
      {event.wants === "opinion" && (
        <StateTag tone="plain" icon={<QuestionCircleOutlined />}>
          {t("review.mode.opinion")}
        </StateTag>
      )}
      {event.wants === "check" && (
        <StateTag tone="plain" icon={<AuditOutlined />}>
          {t("review.mode.check")}
        </StateTag>
      )}
      {theirs && (
        <StateTag tone="plain" icon={<PushpinOutlined />}>
          {t("review.claimedBy", { name: event.claim?.by })}
        </StateTag>
      )}
    </span>
  );
}
