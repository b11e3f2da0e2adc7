import { lazy, Suspense, useEffect } from "react";
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
  clients: lazy(() => import("./screens/clients.tsx")),
  client: lazy(() => import("./screens/client.tsx")),
  open: lazy(() => import("./screens/contact.tsx").then(({ OpenClient }) => ({ default: OpenClient }))),
  contact: lazy(() =>
    import("./screens/contact.tsx").then(({ CorrectContact }) => ({ default: CorrectContact })),
  ),
  do: lazy(() => import("./screens/event.tsx")),
  approvals: lazy(() => import("./screens/approvals.tsx")),
  approval: lazy(() => import("./screens/approvals.tsx").then(({ Approval }) => ({ default: Approval }))),
  restricted: lazy(() => import("./screens/leaving.tsx").then(({ Restricted }) => ({ default: Restricted }))),
  offboarding: lazy(() => import("./screens/leaving.tsx").then(({ Leaving }) => ({ default: Leaving }))),
  notices: lazy(() => import("./screens/notices.tsx")),
  notice: lazy(() => import("./screens/notices.tsx").then(({ Notice }) => ({ default: Notice }))),
  mine: lazy(() => import("./screens/mine.tsx")),
  deputies: lazy(() => import("./screens/deputies.tsx")),
  reports: lazy(() => import("./screens/reports.tsx")),
  machine: lazy(() => import("./screens/machine.tsx")),
  policy: lazy(() => import("./screens/policy.tsx")),
  audit: lazy(() => import("./screens/audit.tsx")),
  reads: lazy(() => import("./screens/reads.tsx")),
  people: lazy(() => import("./screens/people.tsx")),
  erasure: lazy(() => import("./screens/erasure.tsx")),
  health: lazy(() => import("./screens/health.tsx")),
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
        <Suspense fallback={<Loading />}>
          <Screen path={path} />
        </Suspense>
      </Fence>
    </Shell>
  );
}
