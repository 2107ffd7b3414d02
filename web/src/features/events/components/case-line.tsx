/** What became of a confirmed event: its case and how its deliveries stand. */
import { FileDoneOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Event } from "@/api/types";
import { DeliveryTag } from "@/components/delivery-tag";
import { useCase } from "@/features/events/api/events";
import { useCan } from "@/lib/me";

export function CaseLine({ event }: { event: Event }) {
  const { t } = useTranslation();
  const readable = useCan()("case.read");
  const { data } = useCase(readable ? event.case_id : null);
  if (event.case_id === null) return <span className="quiet">{t("events.verdict.waitingCase")}</span>;
  return (
    <span className="case-line">
      <FileDoneOutlined aria-hidden="true" />
      {t("events.verdict.filed")}
      {data !== undefined && (
        <Link className="mono" to={`/cases?case=${event.case_id}`}>
          {data.number}
        </Link>
      )}
      {data?.deliveries.map((delivery) => (
        <span key={delivery.id} className="case-line">
          <DeliveryTag state={delivery.state} /> <span className="quiet clip">{delivery.sink.name}</span>
        </span>
      ))}
    </span>
  );
}
