/** Two versions beside each other for one event type; its address can be sent to somebody. */
import { SwapOutlined } from "@ant-design/icons";
import { Button, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { Comparison } from "@/api/types";
import { Empty } from "@/components/empty";
import { Page } from "@/components/page";
import { Trouble } from "@/components/trouble";
import { type Asked, askedFor, useComparison } from "@/features/evaluation/api/compare";
import { useLeaderboard } from "@/features/evaluation/api/figures";
import { CompareFacts } from "@/features/evaluation/components/compare-facts";
import { CompareSet } from "@/features/evaluation/components/compare-set";
import { TryIt } from "@/features/evaluation/components/try-it";
import "@/features/evaluation/components/evaluation.css";
import { useAddress } from "@/lib/address";
import { useCan } from "@/lib/me";
import { useText } from "@/lib/text";

export function ComparePage() {
  const { t } = useTranslation();
  const { params, change } = useAddress();
  const asked = askedFor(params);
  const { data, error, isFetching, refetch } = useComparison(asked);
  return (
    <Page title={t("compare.title")} filters={<Choice asked={asked} found={data} change={change} />}>
      <div className="page-body figures-page" aria-busy={isFetching}>
        {error !== null && <Trouble error={error} onRetry={() => void refetch()} />}
        {data === undefined && error === null && <Empty title={t("compare.choose")} hint={t("compare.chooseHint")} />}
        {data !== undefined && error === null && <Both found={data} />}
      </div>
    </Page>
  );
}

type Choosing = { asked: Asked; found: Comparison | undefined; change: (changes: Record<string, string | null>) => void };

function Choice({ asked, found, change }: Choosing) {
  const { t } = useTranslation();
  const text = useText();
  const event = found?.event_type ?? asked.event_type;
  const { data } = useLeaderboard({ figure: "image_auc", ...(event !== null && { event_type: event }) });
  const events = data?.event_types.map((one) => ({ value: one.event_type, label: text(one, "title") })) ?? [];
  const known = data?.rows.map((row) => ({ value: row.version_id, label: `${text(row, "title")} ${row.version}` })) ?? [];
  // A version that is not on the shelf any more is still named by its address.
  const named = found === undefined ? [] : [found.left, found.right].map((side) => ({ value: side.version_id, label: `${text(side, "title")} ${side.version}` }));
  const versions = [...known, ...named.filter(({ value }) => !known.some((one) => one.value === value))];
  const side = (name: "left" | "right", other: string | null) => (
    <Select
      aria-label={t(`compare.${name}`)}
      className="compare-choice"
      popupMatchSelectWidth={false}
      placeholder={t(`compare.${name}`)}
      value={versions.some(({ value }) => value === asked[name]) ? asked[name] : null}
      options={versions.map((one) => ({ ...one, disabled: one.value === other }))}
      onChange={(value) => change({ [name]: value })}
    />
  );
  return (
    <>
      <Select aria-label={t("evaluations.event")} className="filter" popupMatchSelectWidth={false} placeholder={t("evaluations.event")} value={events.some(({ value }) => value === event) ? event : null} options={events} onChange={(value) => change({ event: value })} />
      {side("left", asked.right)}
      <Button icon={<SwapOutlined />} aria-label={t("compare.swap")} title={t("compare.swap")} disabled={asked.left === null || asked.right === null} onClick={() => change({ left: asked.right, right: asked.left })} />
      {side("right", asked.left)}
    </>
  );
}

function Both({ found }: { found: Comparison }) {
  const { t } = useTranslation();
  const can = useCan();
  return (
    <>
      <section className="section">
        <h2>{t("compare.measured")}</h2>
        {found.event_type === null && <Empty title={t("compare.nothingShared")} hint={t("compare.nothingSharedHint")} />}
        {found.event_type !== null && found.sets.length === 0 && <Empty title={t("compare.noSet")} hint={t("compare.noSetHint")} />}
        {found.sets.map((one) => (
          <CompareSet key={one.test_set.id} one={one} left={found.left} right={found.right} />
        ))}
      </section>
      <section className="section">
        <h2>{t("compare.facts")}</h2>
        <CompareFacts left={found.left} right={found.right} />
      </section>
      {can("algorithm.infer") && (
        <section className="section">
          <h2>{t("compare.try")}</h2>
          <TryIt versions={[found.left, found.right]} />
        </section>
      )}
    </>
  );
}
