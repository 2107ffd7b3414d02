/** What can be done with the chosen cameras, and what came of it. */
import { CloseOutlined, PauseOutlined, PlayCircleOutlined, ShareAltOutlined, TagOutlined, FolderOutlined, LinkOutlined } from "@ant-design/icons";
import { App, Button } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { Camera } from "@/api/types";
import { useTrouble } from "@/components/trouble";
import type { CameraFilters } from "@/features/cameras/api/filters";
import { type Act, changeAll, type Chosen, type Outcome, useRereading } from "@/features/cameras/api/overview";
import type { Selection } from "@/features/cameras/api/selection";
import { BulkDialog } from "@/features/cameras/components/bulk-dialog";
import { useNumber } from "@/features/cameras/components/number";
import { ShareDialog } from "@/features/cameras/components/share-dialog";
import { useShortcuts } from "@/lib/keyboard";
import { useCan } from "@/lib/me";
import { useOrganizations } from "@/lib/organizations";

type Total = { count: number; count_capped: boolean } | undefined;
type Props = { selection: Selection; rows: readonly Camera[]; total: Total; filters: CameraFilters; onAll: () => void; onClear: () => void };
type Asking = "tag" | "untag" | "group" | "share";

export function SelectionBar({ selection, rows, total, filters, onAll, onClear }: Props) {
  const { t } = useTranslation();
  const number = useNumber();
  const can = useCan();
  const foreign = useForeign(rows, selection);
  const [asking, setAsking] = useState<Asking>();
  const [busy, setBusy] = useState(false);
  const tell = useOutcome();
  const reread = useRereading();
  const navigate = useNavigate();
  const subscribe = () => void navigate("/subscriptions/new", { state: selection.all ? { filter: filters, count: total?.count } : { ids: [...selection.ids] } });
  useShortcuts({ Escape: onClear }, asking === undefined);
  const own = [...selection.ids].filter((id) => !foreign.has(id));
  const chosen: Chosen = selection.all ? { filter: filters } : { ids: own };
  const act = async (what: Act) => {
    setBusy(true);
    await changeAll(chosen, what).then(tell, (reason: unknown) => tell({ wanted: null, changed: 0, refused: [{ reason, count: 0 }] }));
    setBusy(false);
    setAsking(undefined);
    reread();
  };
  const button = (icon: ReactNode, words: string, onClick: () => void) => (
    <Button size="small" icon={icon} disabled={busy || (!selection.all && own.length === 0)} onClick={onClick}>
      {words}
    </Button>
  );
  const more = total !== undefined && !selection.all && (total.count_capped || total.count > selection.ids.size);
  return (
    <div className="selected" role="region" aria-label={t("cameraBulk.title")}>
      <span className="selected-told" role="status">
        <span className="strong">
          {selection.all ? t("cameraBulk.allChosen", { value: number(total?.count ?? 0) }) : t("cameraBulk.chosen", { value: number(selection.ids.size) })}
        </span>
        {more && total.count_capped && <span className="quiet">{t("cameraBulk.tooMany")}</span>}
        {more && !total.count_capped && (
          <Button type="link" size="small" onClick={onAll}>
            {t("cameraBulk.chooseAll", { value: number(total.count) })}
          </Button>
        )}
        {foreign.size > 0 && <span className="quiet">{t("cameraBulk.foreign", { value: number(foreign.size) })}</span>}
      </span>
      {can("camera.update") && (
        <>
          {button(<TagOutlined />, t("cameraBulk.tag"), () => setAsking("tag"))}
          {button(<TagOutlined />, t("cameraBulk.untag"), () => setAsking("untag"))}
          {button(<FolderOutlined />, t("cameraBulk.group"), () => setAsking("group"))}
          {button(<PauseOutlined />, t("cameras.disable"), () => void act({ act: "pause" }))}
          {button(<PlayCircleOutlined />, t("cameras.enable"), () => void act({ act: "resume" }))}
        </>
      )}
      {can("subscription.create") && (
        <Button size="small" icon={<LinkOutlined />} onClick={subscribe}>
          {t("cameras.subscribe")}
        </Button>
      )}
      {can("share.create") && !selection.all && button(<ShareAltOutlined />, t("cameraBulk.share"), () => setAsking("share"))}
      <Button size="small" type="text" icon={<CloseOutlined />} title={`${t("cameraBulk.clear")} (Esc)`} aria-label={t("cameraBulk.clear")} onClick={onClear} />
      {asking === "share" && (
        <ShareDialog
          ids={own}
          onDone={(outcome) => {
            tell(outcome);
            setAsking(undefined);
          }}
          onClose={() => setAsking(undefined)}
        />
      )}
      {asking !== undefined && asking !== "share" && <BulkDialog asking={asking} busy={busy} onAct={(what) => void act(what)} onClose={() => setAsking(undefined)} />}
    </div>
  );
}

/** The chosen cameras that somebody else shares with the reader: he sees them, and cannot change them. */
function useForeign(rows: readonly Camera[], { ids }: Selection): ReadonlySet<string> {
  const { organizations, pending, error } = useOrganizations();
  const own = new Set(organizations.map(({ id }) => id));
  return new Set(pending || error !== null ? [] : rows.filter((row) => ids.has(row.id) && !own.has(row.owner_id)).map(({ id }) => id));
}

/** Return a function that says what came of a change: briefly where all went well, else with each reason. */
function useOutcome(): (outcome: Outcome) => void {
  const { t } = useTranslation();
  const { message, modal } = App.useApp();
  const trouble = useTrouble();
  const number = useNumber();
  return ({ wanted, changed, refused }) => {
    const before = wanted === null ? 0 : wanted - changed - refused.reduce((sum, { count }) => sum + count, 0);
    const done = t("cameraBulk.changed", { value: number(changed) }) + (before > 0 ? t("cameraBulk.before", { value: number(before) }) : "");
    if (refused.length === 0) void message.success(done);
    else
      void modal.warning({
        title: changed > 0 ? t("cameraBulk.partly") : t("cameraBulk.failed"),
        content: (
          <ul className="bulk-outcome">
            {changed > 0 && <li>{done}</li>}
            {refused.map(({ reason, count }) => (
              <li key={trouble(reason)}>{count > 1 ? t("cameraBulk.refused", { value: number(count), reason: trouble(reason) }) : trouble(reason)}</li>
            ))}
          </ul>
        ),
      });
  };
}
