/** A question answered with a digit, over the facts so that the picture stays where it is. */
import { Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import "@/components/choices.css";
import { useRejectReasons } from "@/lib/events";
import { useShortcuts } from "@/lib/keyboard";
import { useWords } from "@/lib/text";

const DIGITS = 9;
type Choice = { key: string; words: ReactNode };
type Props = { title: string; choices: readonly Choice[]; onChoose: (key: string) => void; onCancel: () => void; children?: ReactNode };

export function Choices({ title, choices, onChoose, onCancel, children }: Props) {
  const { t } = useTranslation();
  const offered = choices.slice(0, DIGITS);
  useShortcuts({ ...Object.fromEntries(offered.map(({ key }, index) => [String(index + 1), () => onChoose(key)])), Escape: onCancel });
  return (
    <div className="choices" role="group" aria-label={title}>
      <h2>{title}</h2>
      {children}
      {offered.map(({ key, words }, index) => (
        <Button key={key} type="text" onClick={() => onChoose(key)}>
          <kbd>{index + 1}</kbd> {words}
        </Button>
      ))}
      <Button type="text" onClick={onCancel}>
        <kbd>Esc</kbd> {t("common.cancel")}
      </Button>
    </div>
  );
}

/** Why not: the same digit means the same reason everywhere. */
export function RejectReasons({ onChoose, onCancel }: Pick<Props, "onChoose" | "onCancel">) {
  const { t } = useTranslation();
  const words = useWords();
  const reasons = useRejectReasons().data ?? [];
  useShortcuts({ n: onCancel });
  const choices = reasons.map((reason) => ({ key: reason.code, words: words(reason) }));
  return <Choices title={t("events.verdict.chooseReason")} choices={choices} onChoose={onChoose} onCancel={onCancel} />;
}
