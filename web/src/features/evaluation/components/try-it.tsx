/** A picture or clip of one's own, or a camera's picture, and what each version finds: the overlays stand beside each other. */
import { UploadOutlined, VideoCameraOutlined } from "@ant-design/icons";
import { Alert, Button, Upload } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Found } from "@/api/types";
import { Loading } from "@/components/loading";
import { Trouble } from "@/components/trouble";
import { framesOf } from "@/features/evaluation/api/clip-frames";
import { type Tried, useTry } from "@/features/evaluation/api/compare";
import { TryCamera } from "@/features/evaluation/components/try-camera";
import { TryStrip } from "@/features/evaluation/components/try-strip";
import { useCan } from "@/lib/me";
import { useText } from "@/lib/text";

const PICTURES = ["image/jpeg", "image/png"];
const CLIPS = ["video/mp4", "video/webm"];
type Said = "wrongKind" | "unplayable" | "taking";

/** Those that run here are tried; of the others it says why they are not. */
export function TryIt({ versions }: { versions: readonly Tried[] }) {
  const { t } = useTranslation();
  const text = useText();
  const here = versions.filter(({ remote }) => remote === null);
  const names = versions.filter(({ remote }) => remote !== null).map((one) => `${text(one, "title")} ${one.version}`);
  return (
    <>
      {names.length > 0 && <Alert type="info" showIcon title={t("leaves.notTriedHere", { names: names.join(t("subscribe.comma")) })} description={t("leaves.notCalled")} />}
      {here.length > 0 && <Trying versions={here} />}
    </>
  );
}

function Trying({ versions }: { versions: readonly Tried[] }) {
  const { t } = useTranslation();
  const can = useCan();
  const [file, setFile] = useState<File>();
  const [frames, setFrames] = useState<readonly File[]>([]);
  const [said, setSaid] = useState<Said>();
  const [ofCamera, setOfCamera] = useState(false);
  const show = (picture: File | undefined, others: readonly File[] = []) => {
    setSaid(undefined);
    setFile(picture);
    setFrames(others);
  };
  const play = (clip: File) => {
    setSaid("taking");
    framesOf(clip).then(
      (taken) => show(taken[0], taken),
      () => setSaid("unplayable"),
    );
  };
  const choose = (chosen: File) => {
    if (PICTURES.includes(chosen.type)) show(chosen);
    else if (CLIPS.includes(chosen.type)) play(chosen);
    else setSaid("wrongKind");
    return false;
  };
  return (
    <>
      <p className="quiet">{t("compare.tryHint")}</p>
      <div className="try-bar">
        <Upload accept={[...PICTURES, ...CLIPS].join(",")} showUploadList={false} beforeUpload={choose}>
          <Button icon={<UploadOutlined />}>{t("compare.chooseFile")}</Button>
        </Upload>
        {can("camera.picture") && can("viewing.create") && (
          <Button icon={<VideoCameraOutlined />} onClick={() => setOfCamera(true)}>
            {t("compare.ofCamera")}
          </Button>
        )}
        <span className="quiet" role="status">
          {said === undefined ? file?.name : t(`compare.${said}`)}
        </span>
      </div>
      {ofCamera && <TryCamera onPicture={show} onClose={() => setOfCamera(false)} />}
      {frames.length > 0 && <TryStrip frames={frames} versions={versions} chosen={file} onChoose={setFile} />}
      {file !== undefined && (
        <div className="try-both" data-alone={versions.length === 1}>
          {versions.map((version) => (
            <Side key={`${version.version_id} ${file.name} ${file.lastModified}`} version={version} file={file} />
          ))}
        </div>
      )}
    </>
  );
}

function Side({ version, file }: { version: Tried; file: File }) {
  const { t } = useTranslation();
  const text = useText();
  const { data, error, isPending, refetch } = useTry(version, file);
  const name = `${text(version, "title")} ${version.version}`;
  return (
    <figure className="try-side">
      <figcaption className="strong">{name}</figcaption>
      {isPending && <Loading />}
      {error !== null && <Trouble error={error} onRetry={() => void refetch()} />}
      {data !== undefined && <Seen found={data} name={name} />}
      {data !== undefined && <p className="quiet">{t("compare.tryNote")}</p>}
    </figure>
  );
}

function Seen({ found, name }: { found: Found; name: string }) {
  const { t } = useTranslation();
  const counted = found.detections.filter(({ counts }) => counts);
  const below = found.detections.length - counted.length;
  return (
    <>
      {found.picture !== null && <img src={`data:image/jpeg;base64,${found.picture}`} alt={t("compare.overlay", { name })} width={found.width} height={found.height} />}
      <ul className="plain-list">
        {counted.map(({ label, score, box }) => (
          <li key={`${label} ${score} ${String(box)}`}>
            <span>{label}</span> <span className="quiet">{(score * 100).toFixed(0)} %</span>
          </li>
        ))}
        {counted.length === 0 && <li>{t("compare.nothingCounts")}</li>}
        {below > 0 && <li className="quiet">{t("compare.below", { count: below })}</li>}
      </ul>
    </>
  );
}
