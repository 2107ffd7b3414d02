/** Versions on the shelf by what was measured on the same test set, for one event type at a time. */
import { DownloadOutlined } from "@ant-design/icons";
import { Button, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { Leaderboard } from "@/api/types";
import { Empty } from "@/components/empty";
import { Page } from "@/components/page";
import { Trouble } from "@/components/trouble";
import { exportAddress, RANKED, readBoard, useLeaderboard } from "@/features/evaluation/api/figures";
import { BoardTable } from "@/features/evaluation/components/board-table";
import "@/features/evaluation/components/evaluation.css";
import { useAddress } from "@/lib/address";
import { useText } from "@/lib/text";

export function LeaderboardPage() {
  const { t } = useTranslation();
  const { params, change } = useAddress();
  const filters = readBoard(params);
  const { data, error, isPending, refetch } = useLeaderboard(filters);
  const out = (
    <a href={exportAddress(filters)} download>
      <Button icon={<DownloadOutlined />} tabIndex={-1}>
        {t("leaderboard.export")}
      </Button>
    </a>
  );
  return (
    <Page title={t("leaderboard.title")} actions={out} filters={data && <Filters board={data} change={change} />}>
      <div className="page-body figures-page" aria-busy={isPending}>
        {error !== null && <Trouble error={error} onRetry={() => void refetch()} />}
        {data !== undefined && <Board board={data} />}
      </div>
    </Page>
  );
}

function Filters({ board, change }: { board: Leaderboard; change: (changes: Record<string, string | null>) => void }) {
  const { t } = useTranslation();
  const text = useText();
  const events = board.event_types.map((one) => ({ value: one.event_type, label: text(one, "title") }));
  const sets = board.test_sets.map(({ id, name, version, retired }) => ({ value: id, label: `${t("testSets.named", { name, version })}${retired ? ` · ${t("testSets.retired")}` : ""}` }));
  const figures = RANKED.map((value) => ({ value, label: t(`evaluations.figure.${value}`) }));
  return (
    <>
      <Select aria-label={t("evaluations.event")} className="filter" value={board.event_type} options={events} onChange={(event) => change({ event, set: null })} />
      <Select aria-label={t("testSets.one")} className="filter" popupMatchSelectWidth={false} value={board.test_set?.id ?? null} placeholder={t("testSets.one")} options={sets} onChange={(set) => change({ set })} />
      <Select aria-label={t("leaderboard.by")} className="filter" popupMatchSelectWidth={false} value={board.figure} options={figures} onChange={(figure) => change({ figure })} />
    </>
  );
}

function Board({ board }: { board: Leaderboard }) {
  const { t } = useTranslation();
  if (board.rows.length === 0) return <Empty title={t("leaderboard.empty")} hint={t("leaderboard.emptyHint")} />;
  const { test_set: on } = board;
  return (
    <>
      <p className="measured-facts quiet">
        {on === null ? t("leaderboard.noSet") : t("leaderboard.on", { name: on.name, version: on.version, count: on.pictures })}
        {on !== null && <span>{t(`evaluations.meaning.${board.figure}`)}</span>}
      </p>
      <BoardTable rows={board.rows} figure={board.figure} event_type={board.event_type} />
      <p className="quiet">{t("leaderboard.note")}</p>
    </>
  );
}
