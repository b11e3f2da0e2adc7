// One client: where they stand, what can be done now, and why the rest cannot.
import { Alert, Badge, Group } from "@mantine/core";
import type { ReactNode } from "react";
import type { AllowedView, ClientView } from "../../../api/schemas.ts";
import { useGet } from "../api/data.ts";
import { later } from "../parts/later.tsx";
import { Link } from "../parts/link.tsx";
import { ClientFoot, Page } from "../parts/page.tsx";
import { Shown } from "../parts/states.tsx";
import { Deadline, useMoment } from "../parts/times.tsx";
import { pathOf } from "../router.ts";
import { useTexts } from "../texts/index.tsx";
import { seesDossier, usePerson } from "../who.ts";
import { StateBadge } from "./clients.tsx";
import { Now } from "./now.tsx";

const Timeline = later(async () => (await import("./timeline.tsx")).default);
const Notices = later(async () => (await import("./notices.tsx")).ClientNotices);
const Dossier = later(async () => (await import("./dossier.tsx")).default);
const Handover = later(async () => (await import("./leaving.tsx")).HandoverTab);

const TABS = ["now", "timeline", "notices", "dossier", "handover"] as const;
type TabName = (typeof TABS)[number];

function Tabs({ client, tab }: { readonly client: string; readonly tab: string }) {
  const { t } = useTexts();
  const person = usePerson();
  return (
    <nav className="tabs" aria-label={client}>
      {TABS.filter((each) => each !== "dossier" || seesDossier(person?.role ?? "")).map((each) => (
        <Link
          key={each}
          className="tab"
          underline="never"
          to={each === "now" ? pathOf("clients", client) : pathOf("clients", client, each)}
          aria-current={each === tab ? "page" : undefined}
        >
          {t(`client.tab.${each}`)}
        </Link>
      ))}
    </nav>
  );
}

/** What whoever deals with the client has to see first. */
function Banners({ view }: { readonly view: ClientView }) {
  const { t } = useTexts();
  const moment = useMoment();
  return (
    <>
      {view.held && (
        <Alert color="violet" variant="outline" mb="sm">
          ⏸ {t("state.held")}
        </Alert>
      )}
      {view.erasedAt && (
        <Alert color="gray" variant="outline" mb="sm">
          {t("state.erased", { at: moment(view.erasedAt) })}
        </Alert>
      )}
      {view.live.says && (
        <Alert color="red" variant="outline" mb="sm" title={t("client.live")}>
          <span lang="en">{view.live.says}</span>
        </Alert>
      )}
    </>
  );
}

function Head({ view }: { readonly view: ClientView }) {
  const { t, value } = useTexts();
  const { measures } = view;
  const [next] = [...view.deadlines].sort((a, b) => a.due.localeCompare(b.due));
  return (
    <Group gap="xs" mb="sm">
      <StateBadge state={view.state} hold={view.held} />
      {view.rung && view.rung !== view.state && <Badge color="gray">{value(view.rung)}</Badge>}
      {view.marks.map((mark) => (
        <Badge key={mark} color="yellow">
          ★ {value(mark)}
        </Badge>
      ))}
      {measures.workStopped && <Badge color="orange">{t("client.stopped")}</Badge>}
      {measures.mailingsStopped && <Badge color="gray">{t("client.mailings")}</Badge>}
      {measures.contactSuppressed && <Badge color="red">{t("client.suppressed")}</Badge>}
      {measures.channels && (
        <Badge color="orange">
          {t("client.channels")}: {measures.channels.map(value).join(", ")}
        </Badge>
      )}
      {next && !view.held && <Deadline name={next.name} due={next.due} />}
    </Group>
  );
}

export default function Client({ client, tab }: { readonly client: string; readonly tab: string }) {
  const known = TABS.find((each) => each === tab) ?? "now";
  const path = pathOf("clients", client);
  const view = useGet<ClientView>(path);
  // Asked for beside it: where a client stands is read by what can be done.
  const allowed = useGet<AllowedView>(known === "now" ? `${path}/allowed` : null);
  const bodies: Readonly<Record<TabName, (shown: ClientView) => ReactNode>> = {
    now: (shown) => <Now view={shown} allowed={allowed} />,
    timeline: (shown) => <Timeline view={shown} />,
    notices: () => <Notices client={client} />,
    dossier: () => <Dossier client={client} />,
    handover: () => <Handover client={client} />,
  };
  return (
    <Page title={client} foot={<ClientFoot of={view} />}>
      <Shown of={view}>
        {(shown) => (
          <>
            <Banners view={shown} />
            <Head view={shown} />
            <Tabs client={client} tab={known} />
            {bodies[known](shown)}
          </>
        )}
      </Shown>
    </Page>
  );
}
