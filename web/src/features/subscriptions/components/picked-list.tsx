/** What is picked so far; each line can be taken back. */
import { CloseOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { Empty } from "@/components/empty";
import { atMost, type CameraFilter, keyOf, NOTHING, type Picked, without } from "@/features/subscriptions/api/picked";

type Props = { picked: Picked; onChange: (picked: Picked) => void };

export function PickedList({ picked, onChange }: Props) {
  const { t, i18n } = useTranslation();
  const wordsOf = useFilterWords();
  const figure = (value: number) => value.toLocaleString(i18n.language);
  const total = atMost(picked);
  return (
    <aside className="subscribe-picked" aria-label={t("subscribe.picked")}>
      <header>
        <h2>{t("subscribe.picked")}</h2>
        {total > 0 && (
          <Button type="link" size="small" onClick={() => onChange(NOTHING)}>
            {t("subscribe.clear")}
          </Button>
        )}
      </header>
      {total === 0 && <Empty title={t("subscribe.nothing")} hint={t("subscribe.nothingHint")} />}
      <ul className="plain-list">
        {picked.filtered.map(({ filter, count }) => (
          <Line key={keyOf(filter)} words={wordsOf(filter)} count={figure(count)} onRemove={() => onChange(without(picked, filter))} />
        ))}
        {picked.ids.length > 0 && <Line words={t("subscribe.single")} count={figure(picked.ids.length)} onRemove={() => onChange({ ...picked, ids: [] })} />}
      </ul>
      {total > 0 && (
        <p className="subscribe-total" role="status">
          {t(picked.filtered.length > 0 ? "subscribe.atMost" : "subscribe.total", { count: total, shown: figure(total) })}
        </p>
      )}
    </aside>
  );
}

function Line({ words, count, onRemove }: { words: string; count: string; onRemove: () => void }) {
  const { t } = useTranslation();
  return (
    <li>
      <span className="subscribe-words" title={words}>
        {words}
      </span>
      <span>{count}</span>
      <Button type="text" size="small" icon={<CloseOutlined />} aria-label={t("subscribe.remove", { what: words })} onClick={onRemove} />
    </li>
  );
}

/** A filter in words: `Tags: school · “road”`. */
function useFilterWords(): (filter: CameraFilter) => string {
  const { t } = useTranslation();
  return (filter) => {
    const { q, tag, group, bbox, ...others } = filter;
    const said = [
      ...(tag ? [`${t("cameraCatalogue.tag")} ${tag}`] : []),
      ...(group ? [`${t("cameraCatalogue.group")} ${group}`] : []),
      ...(q ? [`“${q}”`] : []),
      ...(bbox ? [t("subscribe.area")] : []),
      ...Object.values(others).filter((value) => value !== null),
    ];
    return said.length === 0 ? t("subscribe.every") : said.join(" · ");
  };
}
