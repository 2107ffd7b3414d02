/** That an algorithm's model is asked at its vendor's: where pictures go, and whether the reader's department agrees. */
import { Alert, App, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { AlgorithmDetail } from "@/api/types";
import { AgreeDialog } from "@/components/agree-dialog";
import "@/components/leaves-platform.css";
import { RemoteOff } from "@/components/remote-off";
import { useTold } from "@/components/told";
import { At } from "@/components/when";
import { type Approved, isApproved, remoteOf, type RemoteUse, useTakeBack } from "@/lib/agreements";
import { useMe } from "@/lib/me";
import { useText } from "@/lib/text";

type Props = {
  algorithm: AlgorithmDetail;
  /** The name of an alias, or the id of a version. */
  meant: string;
  banner?: boolean;
};

/** What an algorithm's aliases mean: once where both are asked at the same endpoint. */
export function AliasesLeave({ algorithm }: { algorithm: AlgorithmDetail }) {
  const [stable, trial] = [remoteOf(algorithm, "stable"), remoteOf(algorithm, "trial")];
  return (
    <>
      <LeavesPlatform algorithm={algorithm} meant="stable" />
      {trial?.endpoint_id !== stable?.endpoint_id && <LeavesPlatform algorithm={algorithm} meant="trial" />}
    </>
  );
}

export function LeavesPlatform({ algorithm, meant, banner = false }: Props) {
  const { t } = useTranslation();
  const text = useText();
  const me = useMe();
  const remote = remoteOf(algorithm, meant);
  if (remote === null) return null;
  const name = text(algorithm.vendor, "name");
  if (!me.settings.remote) return <RemoteOff banner={banner} title={t("leaves.off", { vendor: name })} />;
  const department = me.organization.kind !== "vendor" && me.organization.kind !== "operator";
  const letIn = remote.endpoint_id !== null;
  const title = isApproved(remote) ? t("leaves.title", { vendor: name, host: remote.host }) : t(letIn ? "leaves.titleElsewhere" : "leaves.notApproved", { vendor: name });
  const version = meant === "trial" ? `${t("algorithms.alias.trial")} · ` : "";
  return (
    <Alert
      className="leaves"
      banner={banner}
      showIcon
      type={remote.agreed ? "info" : "warning"}
      role={remote.agreed ? "status" : "alert"}
      title={`${version}${title}`}
      description={
        <>
          <p>{t(letIn ? "leaves.what" : "leaves.notApprovedHint")}</p>
          {department && isApproved(remote) && <Standing use={remote} vendor={name} />}
        </>
      }
    />
  );
}

function Standing({ use, vendor }: { use: Approved; vendor: string }) {
  const { t } = useTranslation();
  const [agreeing, setAgreeing] = useState(false);
  const agree = (
    <Button type="primary" onClick={() => setAgreeing(true)}>
      {t("leaves.agree")}
    </Button>
  );
  return (
    <div className="leaves-standing">
      <div>
        <Agreed use={use} />
        {!use.may_agree && <div className="quiet">{t("leaves.whoAgrees")}</div>}
      </div>
      {use.may_agree && (use.agreed ? <TakeBack use={use} /> : agree)}
      {agreeing && <AgreeDialog use={use} vendor={vendor} onClose={() => setAgreeing(false)} />}
    </div>
  );
}

function Agreed({ use: { agreed, agreed_at, reason } }: { use: RemoteUse }) {
  const { t } = useTranslation();
  if (!agreed) return <strong>{t("leaves.notAgreed")}</strong>;
  return (
    <>
      <strong>{t("leaves.agreed")}</strong>
      {agreed_at !== null && (
        <>
          {" · "}
          <At at={agreed_at} />
        </>
      )}
      {reason !== null && <div className="leaves-reason">{t("leaves.because", { reason })}</div>}
    </>
  );
}

function TakeBack({ use }: { use: Approved }) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const back = useTakeBack(use);
  const told = useTold(t("leaves.takenBack"));
  const ask = () =>
    void modal.confirm({
      title: t("leaves.takeBackAsk"),
      content: t("leaves.takeBackHint"),
      okText: t("leaves.takeBack"),
      okButtonProps: { danger: true },
      cancelText: t("common.cancel"),
      onOk: () => back.mutateAsync().then(told.onSuccess, told.onError),
    });
  return <Button onClick={ask}>{t("leaves.takeBack")}</Button>;
}
