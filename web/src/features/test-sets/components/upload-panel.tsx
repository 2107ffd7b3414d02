/** One archive: how far it is, and every fault that was found in it. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { Checks } from "@/components/gate-report";
import { SidePanel } from "@/components/side-panel";
import { Trouble } from "@/components/trouble";
import { When } from "@/components/when";
import { useCancelUpload, useUpload } from "@/features/test-sets/api/test-sets";
import { UploadState } from "@/features/test-sets/components/upload-state";
import { useWords } from "@/lib/text";

export function UploadPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const words = useWords();
  const { data, error, refetch } = useUpload(id);
  const cancel = useCancelUpload();
  const open = data?.state === "receiving" || data?.state === "queued";
  const foot = open && (
    <Button loading={cancel.isPending} onClick={() => cancel.mutate(id, { onSuccess: () => void refetch() })}>
      {t("testSets.takeBack")}
    </Button>
  );
  return (
    <SidePanel label={t("testSets.title")} medium head={data && <h2>{data.name}</h2>} foot={foot || undefined} onClose={onClose}>
      {error !== null && <Trouble error={error} onRetry={() => void refetch()} />}
      {cancel.error !== null && <Trouble error={cancel.error} />}
      {data !== undefined && (
        <>
          <dl className="facts">
            <dt>{t("common.state")}</dt>
            <dd>
              <UploadState state={data.state} />
            </dd>
            <dt>{t("testSets.file")}</dt>
            <dd>
              {data.filename} · {(data.received / 1e6).toFixed(1)} / {(data.size / 1e6).toFixed(1)} MB
            </dd>
            <dt>{t("testSets.columns.made")}</dt>
            <dd>
              <When at={data.created_at} />
            </dd>
          </dl>
          {data.failure !== null && <p role="alert">{words(data.failure)}</p>}
          {data.state === "receiving" && <p className="quiet">{t("testSets.goOn")}</p>}
          {data.report !== null && (
            <section className="section gate-report">
              <h2>{t("testSets.found")}</h2>
              <Checks checks={data.report.checks} />
            </section>
          )}
        </>
      )}
    </SidePanel>
  );
}
