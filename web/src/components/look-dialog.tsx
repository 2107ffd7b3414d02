/** Why somebody wants to look: a digit chooses, Enter confirms. */
import { Input, type InputRef, Modal } from "antd";
import { type KeyboardEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import "@/components/look-dialog.css";
import { Trouble } from "@/components/trouble";
import { type Look, useLookReasons } from "@/lib/looks";
import { useWords } from "@/lib/text";

const OTHER = "other";
const NOTE_MAX = 200;

type Props = { title: string; hint: string; onLook: (look: Look) => Promise<unknown>; onClose: () => void };

export function LookDialog({ title, hint, onLook, onClose }: Props) {
  const { t } = useTranslation();
  const { data: reasons = [] } = useLookReasons();
  const [reason, setReason] = useState<string>();
  const [note, setNote] = useState("");
  const [sending, setSending] = useState(false);
  const [trouble, setTrouble] = useState<unknown>(null);
  const list = useRef<HTMLDivElement>(null);
  const words = useRef<InputRef>(null);
  const ready = reason !== undefined && (reason !== OTHER || note.trim() !== "");
  const choose = (code: string) => {
    setReason(code);
    if (code === OTHER) setTimeout(() => words.current?.focus());
  };
  const send = async () => {
    if (!ready || sending) return;
    setSending(true);
    try {
      await onLook({ reason, note: reason === OTHER ? note.trim() : null });
      onClose();
    } catch (error) {
      setTrouble(error);
      setSending(false);
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const writes = event.target instanceof HTMLInputElement && event.target.type === "text";
    const chosen = writes ? undefined : reasons[Number(event.key) - 1];
    if (chosen !== undefined) choose(chosen.code);
    else if (event.key === "Enter") void send();
    else return;
    event.preventDefault();
  };
  return (
    <Modal
      open
      width={420}
      title={title}
      okText={
        <>
          {t("looks.confirm")} <kbd>Enter</kbd>
        </>
      }
      cancelText={t("common.cancel")}
      okButtonProps={{ disabled: !ready }}
      confirmLoading={sending}
      onOk={() => void send()}
      onCancel={onClose}
      afterOpenChange={(open) => open && list.current?.focus()}
    >
      {/* Digits and Enter are heard wherever in the dialog the focus is. */}
      <div className="look" role="radiogroup" aria-label={t("looks.reason")} tabIndex={-1} ref={list} onKeyDown={onKeyDown}>
        <p className="quiet">{hint}</p>
        {trouble !== null && <Trouble error={trouble} />}
        {reasons.map((each, index) => (
          <label key={each.code} className="look-reason" data-chosen={reason === each.code}>
            <input type="radio" name="look-reason" checked={reason === each.code} onChange={() => choose(each.code)} />
            <kbd>{index + 1}</kbd>
            <ReasonWords zh={each.zh} en={each.en} />
          </label>
        ))}
        {reason === OTHER && (
          <Input
            ref={words}
            value={note}
            maxLength={NOTE_MAX}
            aria-label={t("looks.note")}
            placeholder={t("looks.note")}
            onChange={(event) => setNote(event.target.value)}
          />
        )}
      </div>
    </Modal>
  );
}

function ReasonWords(words: { zh: string; en: string }) {
  return <span>{useWords()(words)}</span>;
}
