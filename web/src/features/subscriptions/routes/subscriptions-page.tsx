/** Which algorithm looks through which camera, and how well it keeps its interval. */
import { ClockCircleFilled, PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import type { Approval, Subscription } from "@/api/types";
import { AutoConfirmNotice } from "@/components/auto-confirm-notice";
import { Empty } from "@/components/empty";
import { ListPage } from "@/components/list-page";
import { StateTag } from "@/components/state-tag";
import { useWaitingRequests } from "@/features/subscriptions/api/subscribing";
import { useSubscriptionList } from "@/features/subscriptions/api/subscriptions";
import "@/features/subscriptions/components/subscribe.css";
import { useSubscriptionColumns } from "@/features/subscriptions/components/subscription-columns";
import { SubscriptionForm } from "@/features/subscriptions/components/subscription-form";
import { useCan, useMe } from "@/lib/me";
import { useText } from "@/lib/text";

const ROW_PX = 60;

export function SubscriptionsPage() {
  const { t } = useTranslation();
  const can = useCan();
  const navigate = useNavigate();
  const waiting = useWaitingRequests(can("approval.read"));
  const [editing, setEditing] = useState<Subscription>();
  const columns = useSubscriptionColumns(setEditing);
  const add = can("subscription.create") && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => void navigate("/subscriptions/new")}>
      {t("subscriptions.add")}
    </Button>
  );
  return (
    <ListPage
      title={t("subscriptions.title")}
      list={useSubscriptionList()}
      columns={columns}
      rowHeight={ROW_PX}
      actions={add}
      above={
        <>
          <AutoConfirmNotice />
          {waiting.length > 0 && <Waiting requests={waiting} />}
        </>
      }
      empty={
        <Empty title={t("subscriptions.empty")} hint={t("subscriptions.emptyHint")}>
          {add}
        </Empty>
      }
    >
      {editing !== undefined && <SubscriptionForm subscription={editing} onClose={() => setEditing(undefined)} />}
    </ListPage>
  );
}

function asksReader({ missing_owners }: Approval): boolean {
  return missing_owners.some(({ yours }) => yours);
}

/** What was asked for and waits for the word of others, or of the reader. */
function Waiting({ requests }: { requests: readonly Approval[] }) {
  const { t } = useTranslation();
  const { roles } = useMe().user;
  const text = useText();
  return (
    <div className="subscribe-waiting" role="status">
      {requests.map((request) => (
        <Link key={request.id} to={`/approvals?approval=${request.id}`}>
          <StateTag tone="risk" icon={<ClockCircleFilled />}>
            {asksReader(request) && roles.includes("subscriber") ? t("subscribe.waitsForYou", { title: text(request, "title"), name: text(request, "owner") }) : t("subscribe.waiting", { title: text(request, "title") })}
          </StateTag>
        </Link>
      ))}
    </div>
  );
}
