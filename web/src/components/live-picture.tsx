/** One camera live and large, under an open look: its picture, how old it is, or why there is none. */
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Problem } from "@/api/problem";
import type { Camera } from "@/api/types";
import "@/components/live-picture.css";
import { PictureAge } from "@/components/picture-age";
import { NoPicture } from "@/components/picture";
import { useTrouble } from "@/components/trouble";
import { ageOf } from "@/lib/age";
import { useNow } from "@/lib/clock";
import { partReader } from "@/lib/frames";
import { useLivePictures, useShown } from "@/lib/live-pictures";
import { capital, useText, useWords } from "@/lib/text";

type Props = {
  camera: Camera;
  viewing_id: string;
  /** The look has ended: begin another one under the same reason. */
  onLookAgain: () => void;
};

export function LivePicture({ camera, viewing_id, onLookAgain }: Props) {
  const { t } = useTranslation();
  const text = useText();
  const trouble = useTrouble();
  const [refused, setRefused] = useState<Problem>();
  const { pictures, phase } = useLivePictures({
    url: refused === undefined ? `/api/v1/cameras/${camera.id}/live?viewing_id=${viewing_id}` : undefined,
    reader: () => partReader(camera.id),
    onRefused: (problem, resumed) => {
      if (resumed && problem.code === "viewing_required") onLookAgain();
      else setRefused(problem);
    },
  });
  const shown = useShown(pictures, camera.id);
  const again = () => {
    if (refused?.code === "viewing_required") onLookAgain();
    else setRefused(undefined);
  };
  if (refused !== undefined) {
    return (
      <div className="live-picture">
        <NoPicture words={refused.code === "viewing_required" ? t("live.ended") : trouble(refused)}>
          <Button onClick={again}>{t("live.again")}</Button>
        </NoPicture>
      </div>
    );
  }
  return (
    <div className="live-picture">
      {shown === undefined ? <Waiting camera={camera} /> : <LiveImage src={shown.url} taken_at={shown.taken_at} alt={text(camera, "name")} />}
      <div className="live-picture-line">
        {phase === "lost" && <span className="picture-age" data-worth="old">{t("live.lost")}</span>}
        {shown !== undefined && <PictureAge taken_at={shown.taken_at} />}
      </div>
    </div>
  );
}

/** A picture that shows nothing of now must not look as if it did. */
export function LiveImage({ src, taken_at, alt }: { src: string; taken_at: string; alt: string }) {
  const { worth } = ageOf(taken_at, useNow());
  return <img className="live-image" src={src} alt={alt} data-worth={worth} />;
}

/** Why no picture has come yet. */
export function Waiting({ camera }: { camera: Camera }) {
  const { t } = useTranslation();
  const words = useWords();
  const expected = camera.state === "in_view" || camera.state === "new" || camera.state_reason?.code === "not_subscribed";
  return <NoPicture words={expected || camera.state_reason === null ? t("live.waiting") : capital(words(camera.state_reason))} />;
}
