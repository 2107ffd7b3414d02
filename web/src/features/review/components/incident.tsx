/** Events that were counted to the same incident, and the way to take this one out of it. */
import { BranchesOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api, take } from "@/api/client";
import type { EventDetail } from "@/api/types";
import { ReviewTag } from "@/components/event-tags";
import { Thumbnail } from "@/components/thumbnail";
import { useTrouble } from "@/components/trouble";
import { Ago } from "@/components/when";
import { thumbnailOf } from "@/lib/evidence";
import { eventQuery } from "@/lib/events";
import { useShortcuts } from "@/lib/keyboard";
import { useCan } from "@/lib/me";
import { useText } from "@/lib/text";

export function Incident({ detail }: { detail: EventDetail }) {
  const { t } = useTranslation();
  const text = useText();
  const splits = useCan()("event.split") && detail.together.length > 0;
  const [asking, setAsking] = useState(false);
  useShortcuts({ x: () => setAsking(true) }, splits);
  if (detail.together.length === 0) return null;
  return (
    <section className="section">
      <div className="desk-title">
        <h2>{t("review.incident.title", { count: detail.together.length })}</h2>
        {splits && (
          <Button size="small" icon={<BranchesOutlined />} onClick={() => setAsking(true)}>
            {t("review.incident.split")} <kbd>x</kbd>
          </Button>
        )}
      </div>
      <ul className="precedents">
        {detail.together.map((one) => (
          <li key={one.id}>
            <Thumbnail src={thumbnailOf(one.id)} />
            <span className="two">
              <Link to={`/events/${one.id}`}>{text(one, "title")}</Link>
              <span>{text(one.camera, "name")}</span>
              <span className="quiet">
                <ReviewTag review={one.review} /> <Ago at={one.opened_at} />
              </span>
            </span>
          </li>
        ))}
      </ul>
      {asking && <SplitDialog id={detail.id} onClose={() => setAsking(false)} />}
    </section>
  );
}

function SplitDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { message } = App.useApp();
  const trouble = useTrouble();
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const split = async () => {
    setBusy(true);
    try {
      await take(api.POST("/api/v1/events/{event_id}/split", { params: { path: { event_id: id } }, body: { reason: reason.trim() } }));
      await client.invalidateQueries({ queryKey: eventQuery(id).queryKey });
      onClose();
    } catch (error) {
      void message.error(trouble(error));
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      title={t("review.incident.split")}
      okText={t("review.incident.split")}
      cancelText={t("common.cancel")}
      okButtonProps={{ disabled: reason.trim() === "" }}
      confirmLoading={busy}
      onOk={() => void split()}
      onCancel={onClose}
    >
      <p className="form-intro quiet">{t("review.incident.splitHint")}</p>
      <Input
        ref={(input) => input?.focus()}
        aria-label={t("review.incident.reason")}
        placeholder={t("review.incident.reason")}
        value={reason}
        maxLength={200}
        onChange={(event) => setReason(event.target.value)}
        onPressEnter={() => reason.trim() !== "" && void split()}
      />
    </Modal>
  );
}
