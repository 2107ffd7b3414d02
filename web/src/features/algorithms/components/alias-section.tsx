/** Which versions the aliases mean, which they meant before, and moving them. */
import { SwapOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { AlgorithmDetail, Alias } from "@/api/types";
import { When } from "@/components/when";
import { MoveDialog } from "@/features/algorithms/components/move-dialog";
import { useWords } from "@/lib/text";

export function AliasSection({ algorithm }: { algorithm: AlgorithmDetail }) {
  const { t } = useTranslation();
  const [moving, setMoving] = useState<Alias>();
  return (
    <section className="section">
      <h2>{t("algorithms.aliases")}</h2>
      {algorithm.may_move && <p className="quiet">{t("algorithms.aliasesHint")}</p>}
      <ul className="plain-list">
        {algorithm.aliases.map((alias) => (
          <li key={alias.name} className="algorithm-alias">
            <span className="strong">{t(`algorithms.alias.${alias.name}`)}</span>
            {alias.version === null ? <span className="quiet">{t("algorithms.aliasUnset")}</span> : <span>{alias.version}</span>}
            {algorithm.may_move && (
              <Button size="small" icon={<SwapOutlined />} aria-label={t("algorithms.aliasMoveTo", { alias: t(`algorithms.alias.${alias.name}`) })} onClick={() => setMoving(alias)}>
                {t("algorithms.aliasMove")}
              </Button>
            )}
            {alias.moves.length > 0 && <Moves alias={alias} />}
          </li>
        ))}
      </ul>
      {moving !== undefined && <MoveDialog algorithm={algorithm} alias={moving} onClose={() => setMoving(undefined)} />}
    </section>
  );
}

function Moves({ alias: { moves } }: { alias: Alias }) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <details className="algorithm-wide">
      <summary>{t("algorithms.aliasMoves", { count: moves.length })}</summary>
      <ol className="algorithm-steps">
        {moves.map((move) => (
          <li key={move.at}>
            <span className="strong">{t("algorithms.movedTo", { from: move.from_version ?? "–", to: move.to_version ?? "–" })}</span>
            <When at={move.at} />
            <span className="quiet algorithm-wide">
              {move.by ?? t("algorithms.product")} · {words(move.reason as { zh: string; en: string })}
            </span>
          </li>
        ))}
      </ol>
    </details>
  );
}
