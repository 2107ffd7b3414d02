/** The columns of the subscription list. */
import { ControlOutlined, DeleteOutlined, EditOutlined, PauseOutlined, PlayCircleOutlined } from "@ant-design/icons";
import { App, Button, Tooltip } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Subscription } from "@/api/types";
import type { Column } from "@/components/data-list";
import { SubscriptionState } from "@/components/subscription-state";
import { useTrouble } from "@/components/trouble";
import { useChangeSubscription, useEndSubscription } from "@/features/subscriptions/api/subscriptions";
import { useCan, useZone } from "@/lib/me";
import { useText, useWords } from "@/lib/text";
import { dayOf } from "@/lib/time";

export function useSubscriptionColumns(onEdit: (row: Subscription) => void): Column<Subscription>[] {
  const { t } = useTranslation();
  const text = useText();
  const columns: Column<Subscription>[] = [
    {
      key: "camera",
      title: t("subscriptions.columns.camera"),
      width: "minmax(160px, 2fr)",
      render: ({ camera }) => (
        <div className="clip">
          <Link to={`/cameras?camera=${camera.id}`}>{text(camera, "name")}</Link>
        </div>
      ),
    },
    {
      key: "algorithm",
      title: t("subscriptions.columns.algorithm"),
      width: "minmax(120px, 1fr)",
      render: ({ algorithm }) => (
        <div className="clip">
          <Link to={`/algorithms?algorithm=${algorithm.id}`}>{text(algorithm, "title")}</Link>
        </div>
      ),
    },
    { key: "version", title: t("subscriptions.columns.version"), width: "136px", render: (row) => <Meant row={row} /> },
    {
      key: "state",
      title: t("subscriptions.columns.state"),
      width: "minmax(160px, 3fr)",
      render: (row) => (
        <div className="two">
          <SubscriptionState subscription={row} />
          <Reason reason={row.state_reason} />
        </div>
      ),
    },
    { key: "interval", title: t("subscriptions.columns.interval"), width: "80px", end: true, render: (row) => t("common.seconds", { value: row.interval_s }) },
    {
      key: "achieved",
      title: t("subscriptions.columns.achieved"),
      width: "80px",
      end: true,
      render: (row) => (row.achieved_interval_s === null ? "–" : t("common.seconds", { value: row.achieved_interval_s.toFixed(1) })),
    },
    {
      key: "threshold",
      title: t("subscriptions.columns.threshold"),
      width: "80px",
      end: true,
      render: ({ rule }) => Object.values(rule.thresholds ?? {}).join(" / ") || "–",
    },
  ];
  const actions = { key: "actions", title: t("subscriptions.columns.actions"), width: "144px", end: true };
  return [...columns, { ...actions, render: (row) => <Actions row={row} onEdit={onEdit} /> }];
}

/** The version it means, and why that one: what follows an alias moves with it. */
function Meant({ row: { alias, version_id, version, running_version, rollout } }: { row: Subscription }) {
  const { t } = useTranslation();
  const zone = useZone();
  const why = version_id === null ? t(`algorithms.alias.${alias}`) : t("subscriptions.pinned");
  const tried = rollout === null ? null : t(`subscriptions.tried.${rollout.mode}`, { version: rollout.version.version });
  const switching = running_version !== null && version !== null && running_version.id !== version.id && running_version.id !== rollout?.version.id;
  const ends = version?.state === "deprecated" && version.deprecated_until !== null ? dayOf(version.deprecated_until, zone) : null;
  const note = switching ? t("subscriptions.switching", { version: running_version.version }) : ends !== null ? t("subscriptions.endsOn", { date: ends }) : why;
  const trial = tried !== null && !switching;
  return (
    <div className="two">
      <span>
        {version?.version ?? "–"}
        {(trial || note !== why) && <span className="quiet"> · {why}</span>}
      </span>
      <span className="quiet" title={trial ? rollout?.reason : undefined}>
        {trial ? tried : note}
      </span>
    </div>
  );
}

function Reason({ reason }: { reason: Subscription["state_reason"] }) {
  const words = useWords();
  const { zh, en } = reason ?? {};
  if (typeof zh !== "string" || typeof en !== "string") return null;
  const told = words({ zh, en });
  return (
    <span className="quiet" title={told}>
      {told}
    </span>
  );
}

function Actions({ row, onEdit }: { row: Subscription; onEdit: (row: Subscription) => void }) {
  const { t } = useTranslation();
  const text = useText();
  const can = useCan();
  const trouble = useTrouble();
  const { message, modal } = App.useApp();
  const change = useChangeSubscription();
  const end = useEndSubscription();
  const tell = (error: unknown) => void message.error(trouble(error));
  const ask = () =>
    modal.confirm({
      title: t("subscriptions.deleteAsk", { camera: text(row.camera, "name"), algorithm: text(row.algorithm, "title") }),
      content: t("subscriptions.deleteHint"),
      okText: t("common.delete"),
      okButtonProps: { danger: true },
      onOk: () => end.mutateAsync(row).then(() => void message.success(t("subscriptions.deleted")), tell),
    });
  const toggle = row.enabled ? t("subscriptions.pause") : t("subscriptions.resume");
  return (
    <>
      <Tooltip title={t("subscriptions.rule")}>
        <Link to={`/subscriptions/${row.id}/rule`} className="icon-link" aria-label={t("subscriptions.rule")}>
          <ControlOutlined />
        </Link>
      </Tooltip>
      {can("subscription.update") && (
        <>
          <Tooltip title={toggle}>
            <Button
              type="text"
              aria-label={toggle}
              icon={row.enabled ? <PauseOutlined /> : <PlayCircleOutlined />}
              loading={change.isPending}
              onClick={() => change.mutate({ row, change: { enabled: !row.enabled } }, { onError: tell })}
            />
          </Tooltip>
          <Tooltip title={t("common.edit")}>
            <Button type="text" aria-label={t("common.edit")} icon={<EditOutlined />} onClick={() => onEdit(row)} />
          </Tooltip>
        </>
      )}
      {can("subscription.delete") && (
        <Tooltip title={t("common.delete")}>
          <Button type="text" aria-label={t("common.delete")} icon={<DeleteOutlined />} onClick={ask} />
        </Tooltip>
      )}
    </>
  );
}
