/** The rule of one subscription: its zones on the picture, its fields, and what it would have raised. */
import { App, Button } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { problemOf } from "@/api/problem";
import type { Subscription } from "@/api/types";
import { Loading } from "@/components/loading";
import { Page } from "@/components/page";
import { Trouble } from "@/components/trouble";
import { type Loaded, useReplay, useRule, useRuleCamera, useSaveRule } from "@/features/rules/api/rule";
import { useDraft } from "@/features/rules/api/draft";
import { RuleWork } from "@/features/rules/components/rule-work";
import "@/features/rules/components/rules.css";
import { useCan } from "@/lib/me";
import { useText } from "@/lib/text";
import { useUnsaved } from "@/lib/unsaved";

export function RulePage() {
  const { t } = useTranslation();
  const { id = "" } = useParams();
  const { data, error, refetch } = useRule(id);
  if (data !== undefined) return <Editor key={`${id} ${data.subscription.revision}`} loaded={data} onReload={() => void refetch()} />;
  return (
    <Page title={t("rules.title")}>
      <div className="page-body" aria-busy={error === null}>
        {error === null ? <Loading /> : <Trouble error={error} onRetry={() => void refetch()} />}
      </div>
    </Page>
  );
}

function Editor({ loaded, onReload }: { loaded: Loaded; onReload: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const edits = useCan()("subscription.update");
  const draft = useDraft(loaded.subscription);
  useUnsaved(() => draft.changes.length > 0);
  const camera = useRuleCamera(loaded.subscription.camera.id);
  const save = useSaveRule();
  const replay = useReplay(loaded.subscription.id);
  const refused = save.error ?? replay.error;
  const { code, faults } = problemOf(refused);
  const keep = () =>
    save.mutate(
      { row: draft.base, rule: draft.rule },
      {
        onSuccess: (row) => {
          draft.saved(row);
          void message.success(t("rules.saved"));
        },
      },
    );
  const trouble = refused !== null && faults.length === 0;
  return (
    <Page title={t("rules.title")} note={<Whose subscription={loaded.subscription} />} actions={edits && <Actions draft={draft} saving={save.isPending} onSave={keep} />}>
      <div className="rule-body">
        {trouble && <Trouble error={refused} {...(code === "stale" && { onRetry: onReload })} />}
        {camera.error !== null && <Trouble error={camera.error} onRetry={() => void camera.refetch()} />}
        {camera.data !== undefined && (
          <RuleWork camera={camera.data} events={loaded.events} draft={draft} edits={edits} faults={refused === null ? [] : faults} replay={replay} onTried={save.reset} />
        )}
      </div>
    </Page>
  );
}

function Whose({ subscription: { camera, algorithm } }: { subscription: Subscription }) {
  const { t } = useTranslation();
  const text = useText();
  return (
    <>
      <Link to={`/cameras?camera=${camera.id}`}>{text(camera, "name")}</Link> · {text(algorithm, "title")} · {t("rules.follows")}
    </>
  );
}

function Actions({ draft, saving, onSave }: { draft: ReturnType<typeof useDraft>; saving: boolean; onSave: () => void }) {
  const { t } = useTranslation();
  const count = draft.changes.length;
  return (
    <div className="actions">
      <span className="rule-unsaved quiet" role="status">
        {count > 0 && t("rules.unsaved", { count })}
      </span>
      <Button disabled={count === 0} onClick={draft.discard}>
        {t("rules.discard")}
      </Button>
      <Button type="primary" disabled={count === 0} loading={saving} onClick={onSave}>
        {t("common.save")}
      </Button>
    </div>
  );
}
