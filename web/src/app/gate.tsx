/** Nobody passes without a session; the stream is open exactly while somebody is signed in. */
import { useEffect } from "react";
import { Outlet } from "react-router";
import { Trouble } from "@/components/trouble";
import { useSession } from "@/features/session/api/session";
import { LoginPage } from "@/features/session/routes/login-page";
import { MeContext } from "@/lib/me";
import { closeStream, openStream } from "@/lib/stream";

export function Gate() {
  const { data: me, error, refetch } = useSession();
  const streams = me?.actions.includes("stream.read") === true;
  useEffect(() => {
    if (!streams) return;
    openStream();
    return closeStream;
  }, [streams, me?.user.id]);
  if (me) {
    return (
      <MeContext value={me}>
        <Outlet />
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
