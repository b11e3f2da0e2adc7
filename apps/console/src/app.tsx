import { useEffect } from "react";
import { later } from "./parts/later.tsx";
import { Fence, Loading } from "./parts/states.tsx";
import { go, usePath } from "./router.ts";
import { Enter } from "./screens/enter.tsx";
import { Inbox } from "./screens/inbox.tsx";
import { Missing } from "./screens/missing.tsx";
import { Shell } from "./shell.tsx";
import { useTexts } from "./texts/index.tsx";
import { useWhoever } from "./who.ts";

// What is not needed for the first look comes when it is asked for.
const SCREENS = {
  clients: later(async () => (await import("./screens/clients.tsx")).default),
  client: later(async () => (await import("./screens/client.tsx")).default),
  open: later(async () => (await import("./screens/contact.tsx")).OpenClient),
  contact: later(async () => (await import("./screens/contact.tsx")).CorrectContact),
  do: later(async () => (await import("./screens/event.tsx")).default),
  approvals: later(async () => (await import("./screens/approvals.tsx")).default),
  approval: later(async () => (await import("./screens/approvals.tsx")).Approval),
  restricted: later(async () => (await import("./screens/leaving.tsx")).Restricted),
  offboarding: later(async () => (await import("./screens/leaving.tsx")).Leaving),
  notices: later(async () => (await import("./screens/notices.tsx")).default),
  notice: later(async () => (await import("./screens/notices.tsx")).Notice),
  mine: later(async () => (await import("./screens/mine.tsx")).default),
  deputies: later(async () => (await import("./screens/deputies.tsx")).default),
  reports: later(async () => (await import("./screens/reports.tsx")).default),
  machine: later(async () => (await import("./screens/machine.tsx")).default),
  policy: later(async () => (await import("./screens/policy.tsx")).default),
  audit: later(async () => (await import("./screens/audit.tsx")).default),
  reads: later(async () => (await import("./screens/reads.tsx")).default),
  people: later(async () => (await import("./screens/people.tsx")).default),
  erasure: later(async () => (await import("./screens/erasure.tsx")).default),
  health: later(async () => (await import("./screens/health.tsx")).default),
} as const;

function Screen({ path }: { readonly path: readonly string[] }) {
  const [screen, id, tab, event] = path;
  switch (screen) {
    case undefined:
    case "inbox":
      return <Inbox />;
    case "clients":
      if (id === undefined) return <SCREENS.clients />;
      if (tab === "do" && event !== undefined)
        return <SCREENS.do key={`${id} ${event}`} client={id} type={event} />;
      if (tab === "contact") return <SCREENS.contact key={id} client={id} />;
      return <SCREENS.client key={id} client={id} tab={tab ?? "now"} />;
    case "open":
      return <SCREENS.open />;
    case "approvals":
      return id === undefined ? <SCREENS.approvals /> : <SCREENS.approval key={id} client={id} />;
    case "notices":
      return id === undefined ? <SCREENS.notices /> : <SCREENS.notice id={path.slice(1).join("/")} />;
    case "restricted":
      return <SCREENS.restricted />;
    case "offboarding":
      return <SCREENS.offboarding />;
    case "mine":
      return <SCREENS.mine />;
    case "deputies":
      return <SCREENS.deputies />;
    case "reports":
      return <SCREENS.reports />;
    case "machine":
      return <SCREENS.machine />;
    case "policy":
      return <SCREENS.policy />;
    case "audit":
      return <SCREENS.audit />;
    case "reads":
      return <SCREENS.reads />;
    case "people":
      return <SCREENS.people />;
    case "erasure":
      return <SCREENS.erasure />;
    case "health":
      return <SCREENS.health />;
    default:
      return <Missing />;
  }
}

export function App() {
  const path = usePath();
  const whoever = useWhoever();
  const { t } = useTexts();
  useEffect(() => {
    if (path.length === 0) go("/inbox", { replace: true });
  }, [path]);
  if (whoever.is === "asked")
    return (
      <main className="enter">
        <Loading />
      </main>
    );
  if (whoever.is !== "known") return <Enter whoever={whoever} />;
  return (
    // Another person begins with nothing of what this one has on the screen.
    <Shell key={whoever.person.actor} person={whoever.person}>
      <Fence key={path.join("/")} says={t("state.crash")}>
        <Screen path={path} />
      </Fence>
    </Shell>
  );
}
