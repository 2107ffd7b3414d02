/** The review desk: claimed events one after the other, decided by keys alone. */
import { PauseCircleOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { memo, useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Event, Taken } from "@/api/types";
import { AutoConfirmNotice } from "@/components/auto-confirm-notice";
import { Empty } from "@/components/empty";
import { Page } from "@/components/page";
import { Trouble } from "@/components/trouble";
import { usePrecedentsReady } from "@/features/review/api/around";
import { type DeskFilters, useDeskFilters } from "@/features/review/api/filters";
import { type Queue, useQueue } from "@/features/review/api/queue";
import { type Desk, useDesk } from "@/features/review/api/use-desk";
import { DeskAbout, DeskStage } from "@/features/review/components/desk-event";
import { DeskFilterBar } from "@/features/review/components/desk-filters";
import "@/features/review/components/desk.css";
import { QueueList } from "@/features/review/components/queue-list";
import { useReady, useRejectReasons } from "@/lib/events";
import { type Alike, type Choice, useJudge } from "@/lib/judge";
import { useShortcuts } from "@/lib/keyboard";

export function ReviewPage() {
  const { t } = useTranslation();
  const { filters, change } = useDeskFilters();
  return (
    <Page title={t("review.title")} filters={<DeskFilterBar filters={filters} change={change} />}>
      <AutoConfirmNotice />
      <AtDesk key={JSON.stringify(filters)} filters={filters} />
    </Page>
  );
}

function AtDesk({ filters }: { filters: DeskFilters }) {
  const desk = useDesk(filters);
  const queue = useQueue(filters, desk.stir);
  const { judge, rejectAlike } = useJudge();
  const [full, setFull] = useState(false);
  const next = desk.next.map(({ event }) => event.id);
  useReady(next);
  usePrecedentsReady(next);
  // A digit may follow at once.
  useRejectReasons();
  const further = desk.next.length > 0 ? () => desk.walk(1) : undefined;
  const back = desk.at > 0 ? () => desk.walk(-1) : undefined;
  useShortcuts({ j: () => further?.(), k: () => back?.() });

  const settle = async (event: Event, ids: readonly string[], sent: Promise<boolean>) => {
    desk.drop(ids);
    queue.drop(ids);
    if (!(await sent)) desk.bring(event.id);
  };
  const decide = (event: Event, choice: Choice) => void settle(event, [event.id], judge(event, choice));
  const alike = (event: Event, chosen: Alike) => void settle(event, chosen.ids, rejectAlike(event, chosen));
  const { one } = desk;
  // The picture and its keys come first; what stands beside them follows when they are painted.
  const beside = useDeferredValue({ one, queue, onOpen: desk.bring });
  return (
    <div className="desk">
      {one === undefined ? (
        <div className="desk-idle">
          <Idle desk={desk} filtered={Object.values(filters).some((value) => value !== null && value !== false && value !== "all")} />
        </div>
      ) : (
        <DeskStage
          one={one}
          full={full}
          turnFull={() => setFull((now) => !now)}
          previous={back}
          next={further}
          onDecide={decide}
          onAlike={alike}
          onClaim={desk.bring}
        />
      )}
      <Beside {...beside} />
    </div>
  );
}

type BesideProps = { one: Taken | undefined; queue: Queue; onOpen: (id: string) => void };

const Beside = memo(function Beside({ one, queue, onOpen }: BesideProps) {
  return (
    <>
      {one !== undefined && <DeskAbout key={one.event.id} one={one} />}
      <QueueList queue={queue} chosen={one?.event.id} onOpen={onOpen} />
    </>
  );
});

/** Nothing before the eyes: why, and what to do. */
function Idle({ desk, filtered }: { desk: Desk; filtered: boolean }) {
  const { t } = useTranslation();
  useShortcuts({ c: desk.resume });
  if (desk.error !== null) return <Trouble error={desk.error} onRetry={desk.resume} />;
  if (desk.state === "taking") return <p className="quiet">{t("review.taking")}…</p>;
  if (desk.state === "away") {
    return (
      <Empty title={t("review.away.title")} hint={t("review.away.hint")}>
        <Button type="primary" icon={<PauseCircleOutlined />} onClick={desk.resume}>
          {t("review.away.resume")} <kbd>c</kbd>
        </Button>
      </Empty>
    );
  }
  return (
    <Empty title={t(filtered ? "review.empty.filtered" : "review.empty.title")} hint={t("review.empty.hint")}>
      {filtered && <Link to="/review">{t("review.empty.all")}</Link>}
      <Link to="/events?review=all">{t("review.empty.history")}</Link>
    </Empty>
  );
}
