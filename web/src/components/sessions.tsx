/** Where somebody is signed in; each session can be ended at once. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import type { UserSession } from "@/api/types";
import "@/components/open-doors.css";
import { useTold } from "@/components/told";
import { Ago, At } from "@/components/when";
import { browserOf } from "@/lib/browser";
import { useCan } from "@/lib/me";
import { useEndSession, useSessionsOf } from "@/lib/open-doors";

export function Sessions({ userId }: { userId: string }) {
  const { t } = useTranslation();
  const reads = useCan()("session.read");
  const { data } = useSessionsOf(userId, reads);
  if (data === undefined) return null;
  return (
    <section className="section">
      <h2>{t("users.sessions.title", { count: data.count })}</h2>
      {data.items.length === 0 && <p className="quiet">{t("users.sessions.none")}</p>}
      <ul className="open-list">
        {data.items.map((session) => (
          <SessionLine key={session.id} session={session} />
        ))}
      </ul>
    </section>
  );
}

function SessionLine({ session }: { session: UserSession }) {
  const { t } = useTranslation();
  const can = useCan();
  const end = useEndSession();
  const told = useTold(t("users.sessions.ended"));
  return (
    <li>
      <div>
        <div className="clip" title={session.user_agent ?? undefined}>
          <span className="strong">{session.address ?? "–"}</span> {session.user_agent !== null && browserOf(session.user_agent)}
        </div>
        <div className="quiet">
          {t(`users.method.${session.method}`)}
          {session.second_factor && ` + ${t("users.totp.title")}`} · {t("users.sessions.began")} <At at={session.created_at} /> · {t("users.seen")}{" "}
          <Ago at={session.seen_at} />
        </div>
      </div>
      {session.current ? (
        <span className="quiet">{t("users.sessions.current")}</span>
      ) : (
        can("session.delete") && (
          <Button size="small" loading={end.isPending} onClick={() => end.mutate(session.id, told)}>
            {t("users.sessions.end")}
          </Button>
        )
      )}
    </li>
  );
}
