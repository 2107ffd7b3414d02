/** One case: what it is, where it came from, and how its messages fare. */
import { ReloadOutlined } from "@ant-design/icons";
import { App, Button } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Case, Delivery } from "@/api/types";
import { DeliveryTag } from "@/components/delivery-tag";
import { EvidencePicture } from "@/components/evidence-picture";
import { Loading } from "@/components/loading";
import { SidePanel } from "@/components/side-panel";
import { Trouble, useTrouble } from "@/components/trouble";
import { When } from "@/components/when";
import { useCase, useRetry } from "@/features/cases/api/cases";
import { CaseState } from "@/features/cases/components/case-columns";
import "@/features/cases/components/cases.css";
import { useCan } from "@/lib/me";
import { useText, useWords } from "@/lib/text";

export function CaseDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useCase(id);
  const head = data && (
    <div className="case-head">
      <h2>{data.number}</h2>
      <CaseState state={data.state} />
    </div>
  );
  return (
    <SidePanel label={t("cases.what")} medium head={head} onClose={onClose}>
      {data === undefined && error === null && <Loading />}
      {error !== null && <Trouble error={error} onRetry={() => void refetch()} />}
      {data !== undefined && <About found={data} />}
    </SidePanel>
  );
}

function About({ found }: { found: Case }) {
  const { t } = useTranslation();
  const text = useText();
  const can = useCan();
  return (
    <>
      {can("evidence.read") && (
        <div className="case-picture">
          <EvidencePicture eventId={found.event_id} kind="annotated" alt={text(found, "title")} />
        </div>
      )}
      <dl className="facts">
        <dt>{t("cases.columns.title")}</dt>
        <dd>{text(found, "title")}</dd>
        <dt>{t("cases.columns.place")}</dt>
        <dd>
          {found.place || "–"} <span className="quiet">{text(found.camera, "name")}</span>
        </dd>
        <dt>{t("cases.columns.filed")}</dt>
        <dd>
          <When at={found.filed_at} />
        </dd>
        <dt>{t("cases.filedBy")}</dt>
        <dd>{found.filed_by}</dd>
        <dt>{t("cases.code")}</dt>
        <dd>
          {found.code ?? "–"} <span className="quiet">{found.standard_ref}</span>
        </dd>
        {found.emergency_code !== null && (
          <>
            <dt>{t("cases.emergency")}</dt>
            <dd>{found.emergency_code}</dd>
          </>
        )}
        <dt>{t("cases.event")}</dt>
        <dd>
          <Link to={`/events/${found.event_id}`}>{t("cases.openEvent")}</Link>
        </dd>
      </dl>
      <section className="section">
        <h2>{t("cases.deliveries")}</h2>
        {found.deliveries.length === 0 && <p className="quiet">{t("cases.noSinks")}</p>}
        <ul className="deliveries">
          {found.deliveries.map((delivery) => (
            <DeliveryRow key={delivery.id} delivery={delivery} />
          ))}
        </ul>
      </section>
    </>
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
