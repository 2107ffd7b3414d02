/** Cameras to be ticked, with what is known of how they are mounted. */
import { useTranslation } from "react-i18next";
import type { Camera } from "@/api/types";
import { CameraState } from "@/components/camera-state";
import { type Column, DataList } from "@/components/data-list";
import { Empty } from "@/components/empty";
import { type Picked, toggled } from "@/features/subscriptions/api/picked";
import type { LiveList } from "@/lib/live-list";
import { useText } from "@/lib/text";

const ROW_PX = 48;
type Props = { list: LiveList<Camera>; picked: Picked; onChange: (picked: Picked) => void };

export function CameraList({ list, picked, onChange }: Props) {
  const { t } = useTranslation();
  const toggle = (id: string) => onChange(toggled(picked, id));
  return (
    <DataList<Camera>
      label={t("subscribe.find")}
      rows={list.rows}
      columns={useColumns(new Set(picked.ids), toggle)}
      rowHeight={ROW_PX}
      total={list.total?.count}
      onOpen={({ id }) => toggle(id)}
      onTick={toggle}
      hasMore={list.hasMore}
      onMore={list.loadMore}
      onScrolled={list.hold}
      onRange={list.see}
      pending={list.pending}
      empty={<Empty title={t("subscribe.noneFound")} hint={t("subscribe.noneFoundHint")} />}
    />
  );
}

function useColumns(ids: ReadonlySet<string>, toggle: (id: string) => void): Column<Camera>[] {
  const { t } = useTranslation();
  const text = useText();
  return [
    {
      key: "tick",
      title: "",
      width: "24px",
      render: (camera) => <input type="checkbox" className="subscribe-tick" aria-label={t("cameraBulk.tick", { name: text(camera, "name") })} checked={ids.has(camera.id)} onChange={() => toggle(camera.id)} />,
    },
    {
      key: "name",
      title: t("cameras.columns.name"),
      width: "minmax(160px, 3fr)",
      render: (camera) => (
        <div className="two">
          <span className="strong">{text(camera, "name")}</span>
          <span className="quiet">{camera.place}</span>
        </div>
      ),
    },
    { key: "group", title: t("cameraCatalogue.group"), width: "minmax(80px, 1fr)", render: ({ group }) => <div className="clip">{group || "–"}</div> },
    { key: "tags", title: t("cameraCatalogue.tag"), width: "minmax(80px, 1fr)", render: ({ tags }) => <div className="clip">{tags.join(", ") || "–"}</div> },
    { key: "state", title: t("cameras.columns.state"), width: "112px", render: ({ state }) => <CameraState state={state} /> },
  ];
}
