/** Nobody passes without a session or with a duty undone; the stream is open exactly while somebody is signed in. */
import { useEffect } from "react";
import { Outlet } from "react-router";
import { Trouble } from "@/components/trouble";
import { useSession } from "@/features/session/api/session";
import { DutyPage } from "@/features/session/routes/duty-page";
import { LoginPage } from "@/features/session/routes/login-page";
import { speak } from "@/i18n";
import { MeContext } from "@/lib/me";
import { preferences } from "@/lib/preferences";
import { closeStream, openStream, useStreamState } from "@/lib/stream";

export function Gate() {
  const { data: me, error, refetch } = useSession();
  const streams = me?.pending.length === 0 && me.actions.includes("stream.read");
  useEffect(() => {
    if (!streams) return;
    openStream();
    return closeStream;
  }, [streams, me?.user.id]);
  const line = useStreamState();
  useEffect(() => {
    // A stream may be lost because the session has ended; asking tells.
    if (line === "lost") void refetch();
  }, [line, refetch]);
  useEffect(() => {
    if (me && preferences().language === null) void speak(me.user.language === "en" ? "en" : "zh-CN");
  }, [me]);
  if (me) {
    return (
      <MeContext value={me}>
        {me.pending.length > 0 ? <DutyPage /> : <Outlet />}
      </MeContext>
    );
  }
  if (me === null) return <LoginPage />;
  if (error !== null) {
    return (
      <div className="page-body">
        <Trouble error={error} onRetry={() => void refetch()} />
      </div>
    );
  }
  return null;
}
