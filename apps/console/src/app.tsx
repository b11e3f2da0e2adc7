import { lazy, Suspense, useEffect } from "react";
import { Fence, Loading } from "./parts/states.tsx";
import { go, usePath } from "./router.ts";
import { Enter } from "./screens/enter.tsx";
import { Inbox } from "./screens/inbox.tsx";
import { Missing } from "./screens/missing.tsx";
import { Shell } from "./shell.tsx";
import { useTexts } from "./texts/index.tsx";
import { usePerson } from "./who.ts";

// What is not needed for the first look comes when it is asked for.
const SCREENS = {
  clients: lazy(() => import("./screens/clients.tsx")),
  client: lazy(() => import("./screens/client.tsx")),
  do: lazy(() => import("./screens/event.tsx")),
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
      return <SCREENS.client key={id} client={id} tab={tab ?? "now"} />;
    default:
      return <Missing />;
  }
}

export function App() {
  const path = usePath();
  const person = usePerson();
  const { t } = useTexts();
  useEffect(() => {
    if (path.length === 0) go("/inbox", { replace: true });
  }, [path]);
  if (!person) return <Enter />;
  return (
    <Shell person={person}>
      <Fence key={path.join("/")} says={t("state.crash")}>
        <Suspense fallback={<Loading />}>
          <Screen path={path} />
        </Suspense>
      </Fence>
    </Shell>
  );
}
