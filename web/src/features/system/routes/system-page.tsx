/** How the system runs, for who keeps it running. */
import { useTranslation } from "react-i18next";
import { Loading } from "@/components/loading";
import { Page } from "@/components/page";
import { Trouble } from "@/components/trouble";
import { Ago } from "@/components/when";
import { useSystem } from "@/features/system/api/system";
import { Figures } from "@/features/system/components/figures";
import { Losses, RecentDrops } from "@/features/system/components/losses";
import { Models, Sandbox } from "@/features/system/components/models";
import { Nodes } from "@/features/system/components/nodes";
import "@/features/system/components/system.css";
import { Verdict } from "@/features/system/components/verdict";
import { Workers } from "@/features/system/components/workers";

export function SystemPage() {
  const { t } = useTranslation();
  const { data, error, dataUpdatedAt, refetch } = useSystem();
  const note = data !== undefined && (
    <>
      {t("system.read")} <Ago at={new Date(dataUpdatedAt).toISOString()} />
    </>
  );
  return (
    <Page title={t("system.title")} note={note}>
      {/* It scrolls, so the keyboard must reach it. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="page-body system" role="group" aria-label={t("system.title")} tabIndex={0}>
        {error !== null && <Trouble error={error} onRetry={() => void refetch()} />}
        {data === undefined && error === null && <Loading />}
        {data !== undefined && (
          <>
            <Verdict system={data} />
            <Figures system={data} />
            <Nodes system={data} />
            <Workers workers={data.workers} />
            <RecentDrops drops={data.recent_drops} />
            <Losses losses={data.losses} />
            <Models models={data.models} />
            <Sandbox sandbox={data.sandbox} />
          </>
        )}
      </div>
    </Page>
  );
}
