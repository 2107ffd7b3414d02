/** How a version is run on each kind of machine: both ways with their figures, and why one of them is kept. */
import { Table, type TableColumnsType } from "antd";
import { useTranslation } from "react-i18next";
import type { Tuning } from "@/api/types";
import { Trouble } from "@/components/trouble";
import { At } from "@/components/when";
import { shown, useTunings } from "@/features/evaluation/api/figures";

/** One way of running on one kind of machine. */
type Way = { key: string; path: Tuning["path"]; of: Tuning; first: boolean };

export function Tunings({ version }: { version: string }) {
  const { t } = useTranslation();
  const { data, error, refetch, isPending } = useTunings(version);
  if (error !== null) return <Trouble error={error} onRetry={() => void refetch()} />;
  const columns: TableColumnsType<Way> = [
    { key: "machine", title: t("evaluations.tuning.machine"), width: 280, render: (_, { of, first }) => first && of.machine, onCell: ({ first }) => ({ rowSpan: first ? 2 : 0 }) },
    { key: "path", title: t("evaluations.tuning.way"), width: 136, render: (_, { path, of }) => <Path path={path} kept={of.path === path} /> },
    { key: "ms", title: t("evaluations.tuning.ms"), align: "right", width: 112, render: (_, { path, of }) => of[`${path}_ms`]?.toFixed(1) ?? "–" },
    ...(["image_auc", "precision", "recall"] as const).map((name): TableColumnsType<Way>[number] => ({
      key: name,
      title: t(`evaluations.figure.${name}`),
      align: "right",
      width: 104,
      render: (_, { path, of }) => shown(of[path]?.[name]),
    })),
    { key: "why", title: t("evaluations.tuning.why"), render: (_, { of, first }) => first && <Why of={of} />, onCell: ({ first }) => ({ rowSpan: first ? 2 : 0 }) },
  ];
  const rows = (data ?? []).flatMap((of): Way[] => (["fp32", "int8"] as const).map((path) => ({ key: `${of.id} ${path}`, path, of, first: path === "fp32" })));
  if (!isPending && rows.length === 0) return <p className="quiet">{t("evaluations.tuning.none")}</p>;
  return <Table size="small" scroll={{ x: "max-content" }} loading={isPending} columns={columns} dataSource={rows} pagination={false} />;
}

function Path({ path, kept }: { path: Tuning["path"]; kept: boolean }) {
  const { t } = useTranslation();
  const name = t(`evaluations.tuning.path.${path}`);
  return kept ? <strong>{t("evaluations.tuning.kept", { name })}</strong> : name;
}

function Why({ of }: { of: Tuning }) {
  const { t } = useTranslation();
  const times = of.fp32_ms !== null && of.int8_ms !== null ? (of.fp32_ms / of.int8_ms).toFixed(2) : "";
  return (
    <>
      {t(`evaluations.tuning.because.${of.why}`, { times })} <span className="quiet"><At at={of.finished_at} /></span>
    </>
  );
}
