/** What a vendor does with its endpoint: try it, move it or renew its credential, remove it. */
import { ApiOutlined, DeleteOutlined, EditOutlined } from "@ant-design/icons";
import { Alert, App, Button } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { RemoteEndpoint } from "@/api/types";
import { useTold } from "@/components/told";
import { Trouble } from "@/components/trouble";
import { useDropEndpoint, useTryEndpoint } from "@/features/remote-endpoints/api/endpoints";
import { EndpointChanges } from "@/features/remote-endpoints/components/endpoint-form";
import { capital, useWords } from "@/lib/text";

export function EndpointActions({ one, onGone }: { one: RemoteEndpoint; onGone: () => void }) {
  const { t } = useTranslation();
  const [changing, setChanging] = useState<RemoteEndpoint>();
  const others = (
    <>
      <Button icon={<EditOutlined />} onClick={() => setChanging(one)}>
        {t("remote.edit")}
      </Button>
      <Removal one={one} onGone={onGone} />
    </>
  );
  return (
    <section className="section">
      <Trial key={one.revision} one={one}>
        {others}
      </Trial>
      {changing !== undefined && <EndpointChanges one={changing} onClose={() => setChanging(undefined)} />}
    </section>
  );
}

/** What came of a test holds for the endpoint as it was then. */
function Trial({ one, children }: { one: RemoteEndpoint; children: ReactNode }) {
  const { t } = useTranslation();
  const trial = useTryEndpoint(one);
  return (
    <>
      <div className="actions">
        <Button icon={<ApiOutlined />} loading={trial.isPending} onClick={() => trial.mutate()}>
          {t("remote.try")}
        </Button>
        {children}
      </div>
      {trial.error !== null && <Trouble error={trial.error} />}
      {trial.data !== undefined && <Outcome trouble={trial.data.trouble} />}
      {trial.isIdle && <p className="quiet">{t("remote.tryHint")}</p>}
    </>
  );
}

function Outcome({ trouble }: { trouble: RemoteEndpoint["trouble"] }) {
  const { t } = useTranslation();
  const words = useWords();
  if (trouble === null) return <Alert type="success" showIcon role="status" title={t("remote.alive")} />;
  return <Alert type="error" showIcon title={t("remote.notAlive")} description={capital(words(trouble))} />;
}

function Removal({ one, onGone }: { one: RemoteEndpoint; onGone: () => void }) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const drop = useDropEndpoint();
  const { onSuccess, onError } = useTold(t("remote.dropped", { name: one.name }));
  const gone = () => {
    onGone();
    onSuccess();
  };
  const ask = () =>
    void modal.confirm({
      title: t("remote.dropAsk", { name: one.name }),
      content: t("remote.dropHint"),
      okText: t("common.delete"),
      okButtonProps: { danger: true },
      cancelText: t("common.cancel"),
      onOk: () => drop.mutateAsync(one).then(gone, onError),
    });
  return (
    <Button danger icon={<DeleteOutlined />} onClick={ask}>
      {t("common.delete")}
    </Button>
  );
}
