/** How the messages about a case fare with each receiver. */
import { ReloadOutlined } from "@ant-design/icons";
import { App, Button } from "antd";
import { useTranslation } from "react-i18next";
import type { Delivery } from "@/api/types";
import { DeliveryTag } from "@/components/delivery-tag";
import { useTrouble } from "@/components/trouble";
import { When } from "@/components/when";
import { useRetry } from "@/features/cases/api/cases";
import { useCan } from "@/lib/me";
import { useWords } from "@/lib/text";

export function CaseDeliveries({ deliveries }: { deliveries: readonly Delivery[] }) {
  const { t } = useTranslation();
  return (
    <section className="section">
      <h2>{t("cases.deliveries")}</h2>
      {deliveries.length === 0 && <p className="quiet">{t("cases.noSinks")}</p>}
      <ul className="deliveries">
        {deliveries.map((delivery) => (
          <DeliveryRow key={delivery.id} delivery={delivery} />
        ))}
      </ul>
    </section>
  );
}

function DeliveryRow({ delivery }: { delivery: Delivery }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const trouble = useTrouble();
  const words = useWords();
  const may = useCan()("delivery.retry");
  const retry = useRetry();
  const again = () =>
    retry.mutate(delivery.id, {
      onSuccess: () => void message.success(t("cases.retried")),
      onError: (error) => void message.error(trouble(error)),
    });
  const stuck = delivery.state === "dead" || delivery.state === "retrying";
  return (
    <li>
      <div className="delivery-line">
        <span className="strong">{delivery.sink.name}</span>
        <DeliveryTag state={delivery.state} />
        <span className="quiet">{t("cases.attempts", { count: delivery.attempts })}</span>
        {stuck && may && (
          <Button size="small" icon={<ReloadOutlined />} loading={retry.isPending} onClick={again}>
            {t("cases.retry")}
          </Button>
        )}
      </div>
      <dl className="facts">
        {delivery.delivered_at !== null && (
          <>
            <dt>{t("cases.deliveredAt")}</dt>
            <dd>
              <When at={delivery.delivered_at} />
            </dd>
          </>
        )}
        {delivery.next_attempt_at !== null && delivery.state !== "delivered" && (
          <>
            <dt>{t("cases.nextAttempt")}</dt>
            <dd>
              <When at={delivery.next_attempt_at} />
            </dd>
          </>
        )}
        {delivery.last_error !== null && delivery.state !== "delivered" && (
          <>
            <dt>{t("cases.error")}</dt>
            <dd>
              {words(delivery.last_error)} <code className="quiet">{delivery.last_error.code}</code>
            </dd>
          </>
        )}
      </dl>
    </li>
  );
}
