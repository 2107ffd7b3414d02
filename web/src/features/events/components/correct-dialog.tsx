/** Correcting a verdict that took effect: another verdict, and why. */
import { useQueryClient } from "@tanstack/react-query";
import { Form, Input, Modal, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import type { EventDetail, Verdict } from "@/api/types";
import { Trouble } from "@/components/trouble";
import { eventQuery, useRejectReasons } from "@/lib/events";
import { useWords } from "@/lib/text";

const NOTE_MAX = 200;
type Props = { event: EventDetail; verdict: Verdict; onClose: () => void };

export function CorrectDialog({ event, verdict, onClose }: Props) {
  const { t } = useTranslation();
  const words = useWords();
  const client = useQueryClient();
  const reasons = useRejectReasons().data ?? [];
  const [choice, setChoice] = useState(verdict.verdict === "confirm" ? "" : "confirm");
  const [note, setNote] = useState("");
  const [sending, setSending] = useState(false);
  const [trouble, setTrouble] = useState<unknown>(null);
  const send = async () => {
    setSending(true);
    const said = choice === "confirm" ? ({ verdict: "confirm" } as const) : ({ verdict: "reject", reason: choice } as const);
    try {
      const body = { ...said, corrects: verdict.id, note: note.trim() };
      await take(api.POST("/api/v1/events/{event_id}/verdicts", { params: { path: { event_id: event.id } }, body }));
      await client.invalidateQueries({ queryKey: eventQuery(event.id).queryKey });
      onClose();
    } catch (error) {
      setTrouble(error);
      setSending(false);
    }
  };
  const ready = choice !== "" && note.trim() !== "";
  return (
    <Modal
      open
      title={t("events.said.correct")}
      okText={t("events.said.correct")}
      cancelText={t("common.cancel")}
      okButtonProps={{ disabled: !ready }}
      confirmLoading={sending}
      onOk={() => void send()}
      onCancel={onClose}
    >
      <p className="form-intro quiet">{t("events.said.correctHint")}</p>
      {verdict.verdict === "confirm" && event.case_number !== null && <p className="form-intro">{t("events.said.correctVoids", { number: event.case_number })}</p>}
      {trouble !== null && <Trouble error={trouble} />}
      <Form layout="vertical" component="div">
        <Form.Item label={t("events.said.verdict")} required>
          <Select
            aria-label={t("events.said.verdict")}
            value={choice}
            options={[
              ...(verdict.verdict === "confirm" ? [] : [{ value: "confirm", label: t("review.verdict.confirm") }]),
              ...reasons.map((reason) => ({ value: reason.code, label: `${t("review.verdict.reject")} · ${words(reason)}` })),
            ]}
            onChange={setChoice}
          />
        </Form.Item>
        <Form.Item label={t("events.said.note")} required>
          <Input aria-label={t("events.said.note")} value={note} maxLength={NOTE_MAX} onChange={(changed) => setNote(changed.target.value)} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
