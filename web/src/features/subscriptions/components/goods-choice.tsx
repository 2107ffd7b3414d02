/** Which algorithm, and which of its versions: a subscription follows an alias or is pinned. */
import { Select } from "antd";
import { useTranslation } from "react-i18next";
import type { Algorithm } from "@/api/types";
import { type Draft, withAlgorithm } from "@/features/subscriptions/api/draft";
import { useMeanings } from "@/features/subscriptions/components/meanings";
import { useText } from "@/lib/text";

type Props = { goods: readonly Algorithm[]; draft: Draft; onChange: (draft: Draft) => void };

export function GoodsChoice({ goods, draft, onChange }: Props) {
  const { t } = useTranslation();
  const text = useText();
  const meanings = useMeanings(draft.algorithm ?? undefined, undefined);
  return (
    <>
      <Select
        aria-label={t("subscriptions.form.algorithm")}
        className="subscribe-goods"
        placeholder={t("subscribe.noAlgorithm")}
        showSearch={{ optionFilterProp: "label" }}
        value={goods.some(({ id }) => id === draft.algorithm) ? draft.algorithm : null}
        options={goods.map((each) => ({ value: each.id, label: text(each, "title"), disabled: each.stable === null }))}
        onChange={(id) => onChange(withAlgorithm(draft, id))}
      />
      {draft.algorithm !== null && (
        <Select aria-label={t("subscriptions.form.meant")} className="subscribe-meant" popupMatchSelectWidth={false} value={draft.meant} options={meanings} onChange={(meant) => onChange({ ...draft, meant })} />
      )}
    </>
  );
}
