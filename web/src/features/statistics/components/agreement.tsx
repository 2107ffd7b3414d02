/** How far reviewers agree: from events that two of them judged without knowing of each other. */
import { Table } from "antd";
import { useTranslation } from "react-i18next";
import type { Agreement as Report } from "@/api/types";
import { Trouble } from "@/components/trouble";
import type { FigureFilters } from "@/features/statistics/api/filters";
import { useAgreement } from "@/features/statistics/api/statistics";
import { percent } from "@/features/statistics/components/figure-table";
import { useAlgorithms } from "@/lib/events";
import { useText } from "@/lib/text";

type Counted = NonNullable<Report["whole"]>;
type Line = Counted & { key: string; name: string };

export function Agreement({ filters }: { filters: FigureFilters }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useAgreement(filters);
  if (error !== null) return <Trouble error={error} onRetry={() => void refetch()} />;
  return (
    <section className="section">
      <h2>{t("statistics.agreement.title")}</h2>
      <p className="quiet">{t("statistics.agreement.hint")}</p>
      {data !== undefined && (data.whole === null ? <p>{t("statistics.agreement.none")}</p> : <Counts report={data} whole={data.whole} />)}
      {data !== undefined && data.opinions.length > 0 && <Opinions report={data} />}
    </section>
  );
}

function Counts({ report, whole }: { report: Report; whole: Counted }) {
  const { t } = useTranslation();
  const text = useText();
  const algorithms = useAlgorithms();
  const nameOf = (id: string | null) => {
    const found = algorithms.find((one) => one.id === id);
    return found === undefined ? t("statistics.camera") : text(found, "title");
  };
  const lines: Line[] = [
    { ...whole, key: "all", name: t("common.all") },
    ...report.algorithms.map((one) => ({ ...one, key: one.algorithm_id ?? "camera", name: nameOf(one.algorithm_id) })),
    ...report.pairs.map((one) => ({ ...one, key: one.reviewers.map(({ id }) => id).join(), name: one.reviewers.map(({ name }) => name).join(" · ") })),
  ];
  return (
    <Table<Line>
      size="small"
      pagination={false}
      dataSource={lines}
      columns={[
        { key: "name", title: t("statistics.agreement.between"), dataIndex: "name" },
        { key: "count", title: t("statistics.agreement.count"), align: "right", dataIndex: "count" },
        { key: "agreed", title: t("statistics.agreement.agreed"), align: "right", render: (_, one) => `${one.agreed} (${percent(one.share)})` },
        { key: "kappa", title: t("statistics.agreement.kappa"), align: "right", render: (_, one) => one.kappa?.toFixed(2) ?? "–" },
      ]}
    />
  );
}

function Opinions({ report }: { report: Report }) {
  const { t } = useTranslation();
  return (
    <Table
      size="small"
      pagination={false}
      rowKey={(one) => one.reviewer.id}
      dataSource={report.opinions}
      columns={[
        { key: "name", title: t("statistics.agreement.asker"), render: (_, one) => one.reviewer.name },
        { key: "uncertain", title: t("statistics.agreement.uncertain"), align: "right", dataIndex: "uncertain" },
        { key: "confirmed", title: t("statistics.agreement.thenConfirmed"), align: "right", dataIndex: "confirmed" },
        { key: "rejected", title: t("statistics.agreement.thenRejected"), align: "right", dataIndex: "rejected" },
      ]}
    />
  );
}
