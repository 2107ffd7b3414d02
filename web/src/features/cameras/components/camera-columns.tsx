/** The columns of the camera list. */
import { useTranslation } from "react-i18next";
import type { Camera } from "@/api/types";
import { CameraState } from "@/components/camera-state";
import type { Column } from "@/components/data-list";
import { Ago, At, Lasted } from "@/components/when";
import { useText, useWords } from "@/lib/text";

export function useCameraColumns(): Column<Camera>[] {
  const { t } = useTranslation();
  const text = useText();
  const words = useWords();
  return [
    {
      key: "name",
      title: t("cameras.columns.name"),
      width: "minmax(160px, 5fr)",
      render: (camera) => (
        <div className="two">
          <span className="strong">{text(camera, "name")}</span>
          <span className="quiet">{camera.place}</span>
        </div>
      ),
    },
    {
      key: "state",
      title: t("cameras.columns.state"),
      width: "132px",
      render: (camera) => (
        <div className="two">
          <CameraState state={camera.state} />
          <span className="quiet">
            <StateFor since={camera.state_since} />
          </span>
        </div>
      ),
    },
    {
      key: "look",
      title: t("cameras.columns.look"),
      width: "150px",
      render: (camera) => <LastLook camera={camera} />,
    },
    {
      key: "reason",
      title: t("cameras.columns.reason"),
      width: "minmax(160px, 4fr)",
      render: (camera) => <span className="two-lines">{camera.state_reason ? words(camera.state_reason) : ""}</span>,
    },
    { key: "subscriptions", title: t("cameras.columns.subscriptions"), width: "96px", end: true, render: (camera) => camera.subscriptions },
    {
      key: "owner",
      title: t("cameras.columns.owner"),
      width: "minmax(96px, 1.5fr)",
      render: (camera) => <div className="clip">{text(camera, "owner")}</div>,
    },
  ];
}

function StateFor({ since }: { since: string }) {
  const { t } = useTranslation();
  const [before, after] = t("cameras.sinceFor", { text: "\u0000" }).split("\u0000");
  return (
    <>
      {before}
      <Lasted from={since} to={null} />
      {after}
    </>
  );
}

export function LastLook({ camera }: { camera: Camera }) {
  const { t } = useTranslation();
  if (camera.last_inferred_at === null) return <span className="quiet">{t("common.never")}</span>;
  return (
    <div className="two">
      <span>
        <Ago at={camera.last_inferred_at} />
      </span>
      <span className="quiet">
        <At at={camera.last_inferred_at} />
      </span>
    </div>
  );
}
