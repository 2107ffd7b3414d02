/** One endpoint: where it is, how it was decided, how it fares; what its vendor and security may do with it. */
import { WarningFilled } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import type { RemoteEndpoint } from "@/api/types";
import { SidePanel } from "@/components/side-panel";
import { StateTag } from "@/components/state-tag";
import { Trouble } from "@/components/trouble";
import { When } from "@/components/when";
import { useEndpoint } from "@/features/remote-endpoints/api/endpoints";
import { DecisionForm } from "@/features/remote-endpoints/components/decision-form";
import { EndpointActions } from "@/features/remote-endpoints/components/endpoint-actions";
import { EndpointHistory } from "@/features/remote-endpoints/components/endpoint-history";
import { EndpointState } from "@/features/remote-endpoints/components/endpoint-state";
import "@/features/remote-endpoints/components/remote.css";
import { useCan } from "@/lib/me";
import { useOrganizationNames } from "@/lib/organizations";
import { capital, useWords } from "@/lib/text";

export function EndpointPanel({ id, row, onClose }: { id: string; row: RemoteEndpoint | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const can = useCan();
  const { data, error, refetch } = useEndpoint(id);
  const one = data ?? row;
  const head = one && (
    <div className="panel-heading">
      <h2 className="clip">{one.name}</h2>
      <EndpointState state={one.state} filled />
    </div>
  );
  const decides = data !== undefined && can("remote_endpoint.decide");
  return (
    <SidePanel label={t("remote.what")} head={head} foot={decides ? <DecisionForm one={data} /> : undefined} onClose={onClose}>
      {error !== null && <Trouble error={error} onRetry={() => void refetch()} />}
      {one !== undefined && <Facts one={one} />}
      {data !== undefined && can("remote_endpoint.update") && <EndpointActions one={data} onGone={onClose} />}
      {data !== undefined && <EndpointHistory id={id} />}
    </SidePanel>
  );
}

function Facts({ one }: { one: RemoteEndpoint }) {
  const { t } = useTranslation();
  const { nameOf } = useOrganizationNames();
  return (
    <dl className="facts">
      <dt>{t("remote.vendor")}</dt>
      <dd>{nameOf(one.owner_id)}</dd>
      <dt>{t("remote.url")}</dt>
      <dd>
        <code>{one.url}</code>
      </dd>
      <dt>{t("remote.credential")}</dt>
      <dd>{one.has_credential ? t("remote.sentIn", { header: one.header }) : t("remote.noCredential")}</dd>
      <dt>{t("remote.registered")}</dt>
      <dd>
        <When at={one.created_at} />
      </dd>
      <dt>{t("remote.decision")}</dt>
      <dd>
        <Decision one={one} />
      </dd>
      <dt>{t("remote.health")}</dt>
      <dd>
        <Health one={one} />
      </dd>
    </dl>
  );
}

function Decision({ one: { state, decided_at, decision } }: { one: RemoteEndpoint }) {
  const { t } = useTranslation();
  return (
    <>
      <div className="remote-decided">
        <EndpointState state={state} />
        {decided_at === null ? <span className="quiet">{t("remote.waits")}</span> : <When at={decided_at} />}
      </div>
      {decision !== null && <div className="remote-reason">{decision}</div>}
    </>
  );
}

function Health({ one: { trouble, trouble_at } }: { one: RemoteEndpoint }) {
  const { t } = useTranslation();
  const words = useWords();
  if (trouble === null) return <>{t("remote.healthy")}</>;
  return (
    <div className="remote-trouble">
      <StateTag tone="act" icon={<WarningFilled />}>
        {capital(words(trouble))}
      </StateTag>
      {trouble_at !== null && (
        <span className="quiet">
          <When at={trouble_at} />
        </span>
      )}
    </div>
  );
}
