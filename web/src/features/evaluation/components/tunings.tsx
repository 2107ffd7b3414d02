/** How a version is run on each kind of machine: all ways with their figures, and why one of them is kept. */
import { Table, type TableColumnsType } from "antd";
import { useTranslation } from "react-i18next";
import type { Tuning } from "@/api/types";
import { Trouble } from "@/components/trouble";
import { At } from "@/components/when";
import { shown, useTunings } from "@/features/evaluation/api/figures";

type PathName = Tuning["path"];
/** One way of running on one kind of machine; `ways` are all of them, told in the first. */
type Way = { key: string; path: PathName; of: Tuning; ways: number };

/** OpenVINO is told of only where it is installed. */
const ALWAYS: readonly PathName[] = ["fp32", "int8"];
const APART: readonly PathName[] = ["openvino", "openvino_int8"];

export function Tunings({ version }: { version: string }) {
  const { t } = useTranslation();
  const { data, error, refetch, isPending } = useTunings(version);
  if (error !== null) return <Trouble error={error} onRetry={() => void refetch()} />;
  const columns: TableColumnsType<Way> = [
    { key: "machine", title: t("evaluations.tuning.machine"), width: 256, render: (_, { of, ways }) => ways > 0 && of.machine, onCell: ({ ways }) => ({ rowSpan: ways }) },
    { key: "path", title: t("evaluations.tuning.way"), width: 200, render: (_, { path, of }) => <Path path={path} kept={of.path === path} /> },
    { key: "ms", title: t("evaluations.tuning.ms"), align: "right", width: 112, render: (_, { path, of }) => of[`${path}_ms`]?.toFixed(1) ?? "–" },
    ...(["image_auc", "precision", "recall"] as const).map((name): TableColumnsType<Way>[number] => ({
      key: name,
      title: t(`evaluations.figure.${name}`),
      align: "right",
      width: 96,
      render: (_, { path, of }) => shown(of[path]?.[name]),
    })),
    { key: "why", title: t("evaluations.tuning.why"), render: (_, { of, ways }) => ways > 0 && <Why of={of} />, onCell: ({ ways }) => ({ rowSpan: ways }) },
  ];
  const rows = (data ?? []).flatMap(rowsOf);
  if (!isPending && rows.length === 0) return <p className="quiet">{t("evaluations.tuning.none")}</p>;
  return <Table size="small" scroll={{ x: 1112 }} loading={isPending} columns={columns} dataSource={rows} pagination={false} />;
}

function rowsOf(of: Tuning): Way[] {
  const ways = [...ALWAYS, ...APART.filter((path) => of[`${path}_ms`] !== null)];
  return ways.map((path, at) => ({ key: `${of.id} ${path}`, path, of, ways: at === 0 ? ways.length : 0 }));
}

function Path({ path, kept }: { path: PathName; kept: boolean }) {
  const { t } = useTranslation();
  const name = t(`evaluations.tuning.path.${path}`);
  return kept ? <strong>{t("evaluations.tuning.kept", { name })}</strong> : name;
}

function Why({ of }: { of: Tuning }) {
  const { t } = useTranslation();
  const others = [...ALWAYS, ...APART].filter((path) => path !== "fp32" && (of.path === "fp32" || of.path === path));
  const fastest = Math.min(...others.map((path) => of[`${path}_ms`] ?? Infinity));
  const times = of.fp32_ms !== null && fastest < Infinity ? (of.fp32_ms / fastest).toFixed(2) : "";
  return (
    <>
      {t(`evaluations.tuning.because.${of.why}`, { times })} <span className="quiet"><At at={of.finished_at} /></span>
    </>
  );
}
