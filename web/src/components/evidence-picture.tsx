/** An event's picture as the reader may see it; a masked one offers to be unlocked with a reason. */
import { EyeInvisibleOutlined, UnlockOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Detection } from "@/api/types";
import { problemOf } from "@/api/problem";
import "@/components/evidence-picture.css";
import { LookDialog } from "@/components/look-dialog";
import { NoPicture, Picture } from "@/components/picture";
import { type EvidenceKind, forgetEvidence, useEvidence } from "@/lib/evidence";
import { useShortcuts } from "@/lib/keyboard";
import { beginLook, EVENT_SIGHT, type Look } from "@/lib/looks";
import { useCan } from "@/lib/me";

type Props = {
  eventId: string;
  kind: EvidenceKind;
  alt: string;
  width?: number | undefined;
  height?: number | undefined;
  detections?: readonly Detection[];
  zone?: readonly (readonly [number, number])[] | undefined;
  nameOf?: (label: string) => string;
};

/** Mounted anew for each event, so that each showing is one look. */
export function EvidencePicture(props: Props) {
  return <Shown key={`${props.eventId} ${props.kind}`} {...props} />;
}

function Shown({ eventId, kind, ...how }: Props) {
  const { picture, error } = useEvidence(eventId, kind);
  const problem = error === null ? undefined : problemOf(error);
  const hidden = problem?.code === "region_unusable";
  if (picture === undefined) {
    return (
      <div className="evidence">
        {problem === undefined ? <div className="picture" /> : <NoPicture {...(hidden && { words: problem.message })} />}
        {hidden && <Locked eventId={eventId} />}
      </div>
    );
  }
  return (
    <div className="evidence">
      <Picture src={picture.url} {...how} />
      {!picture.clear && <Locked eventId={eventId} />}
    </div>
  );
}

function Locked({ eventId }: { eventId: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const may = useCan()("viewing.create");
  const [asking, setAsking] = useState(false);
  useShortcuts({ l: () => setAsking(true) }, may);
  const unlock = async (look: Look) => {
    await beginLook(EVENT_SIGHT, [eventId], look);
    await forgetEvidence(client, eventId);
  };
  return (
    <div className="evidence-lock">
      <span>
        <EyeInvisibleOutlined aria-hidden="true" /> {t("looks.masked")}
      </span>
      {may && (
        <Button type="primary" icon={<UnlockOutlined />} onClick={() => setAsking(true)}>
          {t("looks.unlock")} <kbd>l</kbd>
        </Button>
      )}
      {asking && <LookDialog title={t("looks.unlock")} hint={t("looks.unlockHint")} onLook={unlock} onClose={() => setAsking(false)} />}
    </div>
  );
}
