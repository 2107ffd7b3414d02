/** One package: what became of it, and why. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { GateReport } from "@/components/gate-report";
import { SidePanel } from "@/components/side-panel";
import { Trouble } from "@/components/trouble";
import { When } from "@/components/when";
import { useCancelPackage, usePackage } from "@/features/packages/api/packages";
import { PackageState } from "@/features/packages/components/package-state";
import { useWords } from "@/lib/text";

export function PackagePanel({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const words = useWords();
  const { data, error, refetch } = usePackage(id);
  const cancel = useCancelPackage();
  const open = data?.state === "receiving" || data?.state === "queued";
  const foot = open && (
    <Button loading={cancel.isPending} onClick={() => cancel.mutate(id, { onSuccess: () => void refetch() })}>
      {t("packages.cancel")}
    </Button>
  );
  return (
    <SidePanel label={t("packages.title")} medium head={data && <h2>{data.filename}</h2>} foot={foot || undefined} onClose={onClose}>
      {error !== null && <Trouble error={error} onRetry={() => void refetch()} />}
      {cancel.error !== null && <Trouble error={cancel.error} />}
      {data !== undefined && (
        <>
          <dl className="facts">
            <dt>{t("packages.columns.state")}</dt>
            <dd>
              <PackageState state={data.state} />
            </dd>
            <dt>{t("packages.columns.sent")}</dt>
            <dd>
              <When at={data.created_at} />
            </dd>
            {data.version_id !== null && (
              <>
                <dt>{t("packages.version")}</dt>
                <dd>
                  <Link to="/algorithms">{t("packages.toShelf")}</Link>
                </dd>
              </>
            )}
          </dl>
          {data.failure !== null && <p role="alert">{words(data.failure)}</p>}
          {data.state === "receiving" && <p className="quiet">{t("packages.goOn")}</p>}
          {data.report !== null && (
            <section className="section">
              <h2>{t("gate.title")}</h2>
              <GateReport report={data.report} />
            </section>
          )}
        </>
      )}
    </SidePanel>
  );
}
