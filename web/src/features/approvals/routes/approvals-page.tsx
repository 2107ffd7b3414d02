/** What takes the word of administrators or of owners: what waits stands first. */
import { Segmented } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Approval } from "@/api/types";
import type { Column } from "@/components/data-list";
import { Empty } from "@/components/empty";
import { ListPage } from "@/components/list-page";
import { RemoteTag } from "@/components/remote-tag";
import { When } from "@/components/when";
import { STATES, useApprovalList } from "@/features/approvals/api/approvals";
import { ApprovalPanel } from "@/features/approvals/components/approval-panel";
import { ApprovalState } from "@/features/approvals/components/approval-tags";
import { useAddress } from "@/lib/address";
import { useRoleNames } from "@/lib/roles";
import { useText } from "@/lib/text";

const ROW_PX = 52;
const SHOWN = [...STATES, "all"] as const;

export function ApprovalsPage() {
  const { t } = useTranslation();
  const { params, change } = useAddress();
  const shown = SHOWN.find((each) => each === params.get("state")) ?? "waiting";
  const list = useApprovalList(shown === "all" ? null : shown);
  const opened = params.get("approval");
  return (
    <ListPage
      title={t("approvals.title")}
      list={list}
      columns={useColumns()}
      rowHeight={ROW_PX}
      chosen={opened}
      onOpen={({ id }) => change({ approval: id })}
      filters={
        <Segmented
          aria-label={t("common.state")}
          value={shown}
          options={SHOWN.map((value) => ({ value, label: value === "all" ? t("common.all") : t(`approvals.state.${value}`) }))}
          onChange={(state) => change({ state, approval: null })}
        />
      }
      empty={
        <Empty title={shown === "waiting" ? t("approvals.emptyWaiting") : t("approvals.empty")} hint={t("approvals.emptyHint")}>
          {shown !== "all" && <Link to="/approvals?state=all">{t("approvals.showAll")}</Link>}
        </Empty>
      }
    >
      {opened !== null && <ApprovalPanel key={opened} id={opened} row={list.rows.find(({ id }) => id === opened)} onClose={() => change({ approval: null })} />}
    </ListPage>
  );
}

function useColumns(): Column<Approval>[] {
  const { t } = useTranslation();
  const text = useText();
  const roleOf = useRoleNames();
  return [
    {
      key: "title",
      title: t("approvals.columns.title"),
      width: "minmax(200px, 2fr)",
      render: (row) => (
        <div className="two">
          <span className="named">
            <span className="strong">{text(row, "title")}</span>
            <RemoteTag remote={row.remote} />
          </span>
          <span className="quiet">{[row.object_type === "subscription_requests" ? text(row, "owner") : "", row.reason].filter((each) => each !== "").join(" · ")}</span>
        </div>
      ),
    },
    { key: "kind", title: t("approvals.columns.kind"), width: "112px", render: ({ object_type }) => t(`approvals.kind.${object_type}`) },
    { key: "asked", title: t("approvals.columns.asked"), width: "160px", render: ({ requested_at }) => <When at={requested_at} stacked /> },
    {
      key: "votes",
      title: t("approvals.votes"),
      width: "minmax(180px, 1.5fr)",
      render: ({ votes, missing, missing_owners }) => {
        const awaited = [...missing.map(roleOf), ...missing_owners.map((owner) => text(owner, "name"))];
        return (
          <div className="two">
            <span>{votes.map(({ user, vote }) => `${user.name}：${t(`approvals.vote.${vote}`)}`).join(" · ")}</span>
            {awaited.length > 0 && <span className="quiet">{t("approvals.waitsFor", { roles: awaited.join(" · ") })}</span>}
          </div>
        );
      },
    },
    { key: "state", title: t("common.state"), width: "112px", render: ({ state }) => <ApprovalState state={state} /> },
  ];
}
