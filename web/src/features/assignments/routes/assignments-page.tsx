/** Cases by how they got their unit; those that wait say why, and a dispatcher chooses. */
import { ReloadOutlined } from "@ant-design/icons";
import { App, Button, Segmented } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Column } from "@/components/data-list";
import { Empty } from "@/components/empty";
import { ListPage } from "@/components/list-page";
import { useTrouble } from "@/components/trouble";
import { When } from "@/components/when";
import { type Row, type State, STATES, useAssignments, useRetryAll } from "@/features/assignments/api/assignments";
import "@/features/assignments/components/assignments.css";
import { UnitChoice } from "@/features/assignments/components/unit-choice";
import { useAddress } from "@/lib/address";
import { useCan } from "@/lib/me";
import { useText, useWords } from "@/lib/text";
import { wholeList } from "@/lib/whole-list";

const ROW_PX = 60;

export function AssignmentsPage() {
  const { t } = useTranslation();
  const chooses = useCan()("assignment.choose");
  const { params, change } = useAddress();
  const state: State = STATES.find((each) => each === params.get("state")) ?? "waiting";
  const { data, error, isPending, refetch } = useAssignments(state);
  const list = wholeList(data?.rows ?? [], { error, pending: isPending, retry: () => void refetch() }, data?.count ?? 0);
  return (
    <ListPage
      title={t("assignments.title")}
      list={list}
      columns={useColumns(state, chooses)}
      rowHeight={ROW_PX}
      filters={<Segmented aria-label={t("assignments.title")} value={state} options={STATES.map((value) => ({ value, label: t(`assignments.state.${value}`) }))} onChange={(next) => change({ state: next })} />}
      actions={chooses && state === "waiting" && <Retry />}
      empty={<Empty title={t(state === "waiting" ? "assignments.nothingWaits" : "assignments.empty")} hint={t("assignments.emptyHint")} />}
    />
  );
}

function Retry() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const tell = useTrouble();
  const retry = useRetryAll();
  const run = () =>
    retry.mutate(undefined, {
      onSuccess: ({ tried, assigned }) => void message.info(t("assignments.retried", { tried, assigned })),
      onError: (error) => void message.error(tell(error)),
    });
  return (
    <Button icon={<ReloadOutlined />} loading={retry.isPending} onClick={run}>
      {t("assignments.retry")}
    </Button>
  );
}

function useColumns(state: State, chooses: boolean): readonly Column<Row>[] {
  const { t } = useTranslation();
  const text = useText();
  const words = useWords();
  const plain: Column<Row>[] = [
    {
      key: "case",
      title: t("assignments.columns.case"),
      width: "minmax(200px, 1fr)",
      render: ({ case: one }) => (
        <span className="assignment-lines">
          <Link className="clip" to={`/cases?case=${one.id}`}>
            {text(one, "title")}
          </Link>
          <span className="mono quiet clip">{one.number}</span>
        </span>
      ),
    },
    { key: "place", title: t("assignments.columns.place"), width: "minmax(160px, 1fr)", render: (row) => <Where row={row} /> },
    { key: "filed", title: t("assignments.columns.filed"), width: "170px", render: ({ case: one }) => <When at={one.filed_at} stacked /> },
  ];
  if (state !== "waiting") return [...plain, { key: "unit", title: t("assignments.columns.unit"), width: "minmax(160px, 1fr)", render: ({ unit }) => <span className="clip">{unit === null ? "–" : text(unit, "name")}</span> }];
  return [
    ...plain,
    { key: "reason", title: t("assignments.columns.reason"), width: "minmax(260px, 2fr)", render: ({ reason }) => reason !== null && <span title={words(reason)}>{words(reason)}</span> },
    ...(chooses ? [{ key: "choose", title: t("assignments.columns.unit"), width: "300px", render: (row: Row) => <UnitChoice key={row.revision} row={row} /> }] : []),
  ];
}

function Where({ row }: { row: Row }) {
  const text = useText();
  const names = [row.district, row.street, row.cell].flatMap((one) => (one === null ? [] : [text(one, "name")]));
  return (
    <span className="assignment-lines">
      <span className="clip">{names.slice(0, 2).join(" · ") || "–"}</span>
      <span className="quiet clip">{names[2] ?? row.case.place}</span>
    </span>
  );
}
