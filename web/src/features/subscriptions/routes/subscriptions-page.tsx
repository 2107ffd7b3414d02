/** Which algorithm looks through which camera, and how well it keeps its interval. */
import { PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Subscription } from "@/api/types";
import { AutoConfirmNotice } from "@/components/auto-confirm-notice";
import { Empty } from "@/components/empty";
import { ListPage } from "@/components/list-page";
import { useSubscriptionList } from "@/features/subscriptions/api/subscriptions";
import { useSubscriptionColumns } from "@/features/subscriptions/components/subscription-columns";
import { SubscriptionForm } from "@/features/subscriptions/components/subscription-form";
import { useAddress } from "@/lib/address";
import { useCan } from "@/lib/me";

const ROW_PX = 60;

export function SubscriptionsPage() {
  const { t } = useTranslation();
  const can = useCan();
  const { params, change } = useAddress();
  const [editing, setEditing] = useState<Subscription>();
  const columns = useSubscriptionColumns(setEditing);
  const add = can("subscription.create") && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => change({ new: "1" })}>
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
      above={<AutoConfirmNotice />}
      empty={
        <Empty title={t("subscriptions.empty")} hint={t("subscriptions.emptyHint")}>
          {add}
        </Empty>
      }
    >
      {params.get("new") !== null && can("subscription.create") && (
        <SubscriptionForm
          camera={params.get("camera") ?? undefined}
          algorithm={params.get("algorithm") ?? undefined}
          onClose={() => change({ new: null, camera: null, algorithm: null })}
        />
      )}
      {editing !== undefined && <SubscriptionForm subscription={editing} onClose={() => setEditing(undefined)} />}
    </ListPage>
  );
}
