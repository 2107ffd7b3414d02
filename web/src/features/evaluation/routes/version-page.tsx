/** How good a version is: what was measured on the city's test sets, and apart from it what its vendor states. */
import { Alert, Button, Select, Table } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import type { Evaluation, RemoteRun, VersionFigures } from "@/api/types";
import { Empty } from "@/components/empty";
import { EvaluationList } from "@/components/evaluation-list";
import { Page } from "@/components/page";
import { SignedBy } from "@/components/signed-by";
import { Trouble } from "@/components/trouble";
import { At } from "@/components/when";
import { compareAddress } from "@/features/evaluation/api/compare";
import { between, shown, useFigures } from "@/features/evaluation/api/figures";
import "@/features/evaluation/components/evaluation.css";
import { TryIt } from "@/features/evaluation/components/try-it";
import { FiguresTable } from "@/features/evaluation/components/figures-table";
import { Tunings } from "@/features/evaluation/components/tunings";
import { useStartEvaluation, useTestSetChoices } from "@/lib/evaluations";
import { useCan } from "@/lib/me";
import { useText } from "@/lib/text";

export function VersionPage() {
  const { t } = useTranslation();
  const text = useText();
  const { id = "" } = useParams();
  const { data, error, isPending, refetch } = useFigures(id);
  const title = data === undefined ? t("evaluations.title") : `${text(data, "title")} ${data.version}`;
  const note = data && (
    <>
      {text(data, "vendor")} · <Link to={`/algorithms?algorithm=${data.algorithm_id}`}>{t("evaluations.toShelf")}</Link> · <Link to={compareAddress(data.events[0]?.event_type ?? null, data.version_id)}>{t("compare.toCompare")}</Link>
    </>
  );
  return (
    <Page title={title} note={note}>
      <div className="page-body figures-page" aria-busy={isPending}>
        {error !== null && <Trouble error={error} onRetry={() => void refetch()} />}
        {data !== undefined && data.remote !== null && <RunsOutside remote={data.remote} vendor={text(data, "vendor")} />}
        {data !== undefined && <About data={data} />}
      </div>
    </Page>
  );
}

/** Where it runs, and what there is not of it because it does not run here. */
function RunsOutside({ remote, vendor }: { remote: RemoteRun; vendor: string }) {
  const { t } = useTranslation();
  const title = remote.host === null ? t("leaves.titleElsewhere", { vendor }) : t("leaves.title", { vendor, host: remote.host });
  return <Alert type="warning" showIcon role="status" title={title} description={t("leaves.notHere")} />;
}

/** States whose versions can be called. */
const SERVED = ["published", "deprecated"];

function About({ data }: { data: VersionFigures }) {
  const { t } = useTranslation();
  const can = useCan();
  return (
    <>
      <section className="section">
        <h2>{t("signing.signature")}</h2>
        <SignedBy signature={data.signature} />
      </section>
      <section className="section">
        <h2>{t("evaluations.measured")}</h2>
        {data.measured.length === 0 && <Empty title={t(data.remote === null ? "evaluations.unmeasured" : "leaderboard.unmeasured")} hint={t(data.remote === null ? "evaluations.unmeasuredHint" : "leaves.notMeasured")} />}
        {data.measured.map((one) => (
          <OnSet key={one.id} one={one} events={data.events} />
        ))}
        {data.measured.length > 0 && <p className="quiet">{t("evaluations.intervals")}</p>}
      </section>
      {can("algorithm.infer") && SERVED.includes(data.state) && (
        <section className="section">
          <h2>{t("compare.try")}</h2>
          <TryIt versions={[data]} />
        </section>
      )}
      {data.remote === null && (
        <section className="section">
          <h2>{t("evaluations.tuning.title")}</h2>
          <p className="quiet">{t("evaluations.tuning.hint")}</p>
          <Tunings version={data.version_id} />
        </section>
      )}
      {can("evaluation.read") && (
        <section className="section">
          <h2>{t("evaluations.runs")}</h2>
          {can("evaluation.run") && data.remote === null && <Start data={data} />}
          <EvaluationList about={{ version_id: data.version_id }} />
        </section>
      )}
      <section className="section">
        <h2>{t("evaluations.reported")}</h2>
        <p className="quiet">{t("evaluations.reportedHint")}</p>
        <Reported data={data} />
      </section>
    </>
  );
}

function OnSet({ one, events }: { one: Evaluation; events: VersionFigures["events"] }) {
  const { t } = useTranslation();
  const text = useText();
  const { figures, test_set: on } = one;
  if (figures === null) return null;
  const titles = new Map(events.map((event) => [event.event_type, text(event, "title")]));
  const called = (event_type: string) => titles.get(event_type) ?? event_type;
  return (
    <section className="section">
      <h3>{t("testSets.named", { name: on.name, version: on.version })}</h3>
      <p className="measured-facts quiet">
        <span>{t("evaluations.onPictures", { count: on.pictures })}</span>
        {one.finished_at !== null && <At at={one.finished_at} />}
        <span>{one.runtime}</span>
        <span>{t("evaluations.latency", { median: figures.latency_ms.median, p95: figures.latency_ms.p95 })}</span>
        {!one.current && <span>{t("evaluations.outdated")}</span>}
        {on.retired && <span>{t("testSets.retired")}</span>}
      </p>
      <FiguresTable measured={figures} events={events} />
      <ul className="plain-list">
        {Object.entries(figures.false_alarms).map(([event_type, alarms]) => (
          <li key={event_type}>
            {t("evaluations.falseAlarms", { event: called(event_type), rate: alarms.per_hour.toFixed(2), between: between(alarms.per_hour_95), count: alarms.alarms, hours: alarms.hours })}
          </li>
        ))}
        {figures.unmeasured.length > 0 && <li className="quiet">{t("evaluations.notCovered", { events: figures.unmeasured.map(called).join(", ") })}</li>}
      </ul>
    </section>
  );
}

function Start({ data }: { data: VersionFigures }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<string>();
  const sets = useTestSetChoices(true);
  const start = useStartEvaluation();
  const raised = new Set(data.events.map(({ event_type }) => event_type));
  const fitting = (sets.data?.items ?? []).filter(({ retired_at, covers }) => retired_at === null && Object.keys(covers).some((event) => raised.has(event)));
  const options = fitting.map(({ id, name, version }) => ({ value: id, label: t("testSets.named", { name, version }) }));
  return (
    <>
      {start.error !== null && <Trouble error={start.error} />}
      <div className="figures-start">
        <Select aria-label={t("testSets.one")} placeholder={t("evaluations.chooseSet")} value={chosen} options={options} onChange={setChosen} notFoundContent={t("evaluations.noSet")} />
        <Button disabled={chosen === undefined} loading={start.isPending} onClick={() => chosen !== undefined && start.mutate({ version_id: data.version_id, test_set_id: chosen })}>
          {t("evaluations.start")}
        </Button>
      </div>
    </>
  );
}

function Reported({ data }: { data: VersionFigures }) {
  const { t } = useTranslation();
  const text = useText();
  if (data.reported.length === 0) return <p className="quiet">{t("evaluations.noneReported")}</p>;
  const titles = new Map(data.events.map((event) => [event.event_type, text(event, "title")]));
  return (
    <Table
      size="small"
      rowKey={(row) => `${row.event_type} ${row.figure} ${row.data}`}
      pagination={false}
      dataSource={data.reported}
      columns={[
        { key: "event", title: t("evaluations.event"), width: 176, render: (_, row) => titles.get(row.event_type) ?? row.event_type },
        { key: "figure", title: t("evaluations.figureName"), width: 200, render: (_, row) => t(`evaluations.figure.${row.figure as "ap50"}`) },
        { key: "value", title: t("evaluations.value"), align: "right", width: 96, render: (_, row) => shown(row.value) },
        { key: "data", title: t("evaluations.data"), render: (_, row) => row.data },
      ]}
    />
  );
}
