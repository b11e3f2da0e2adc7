// What waits for the decision of a second person; and an exit, with all that the decision rests on.
import { Alert, Badge, Button, Code, Group, Stack, Text, Title } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { DossierView, ExitView } from "../../../api/dossier.ts";
import type { ClientView } from "../../../api/schemas.ts";
import type { ShownInbox, ShownItem } from "../../../api/tasks.ts";
import type { ShownFinding } from "../api/client.ts";
import { useGet } from "../api/data.ts";
import { Findings } from "../parts/findings.tsx";
import { Link, LinkButton } from "../parts/link.tsx";
import { Page } from "../parts/page.tsx";
import { Said } from "../parts/said.tsx";
import { Empty, Shown } from "../parts/states.tsx";
import { Moment } from "../parts/times.tsx";
import { pathOf, withQuery } from "../router.ts";
import { useTexts } from "../texts/index.tsx";
import { usePerson } from "../who.ts";
import { DossierBody } from "./dossier.tsx";
import { answerPath } from "./inbox.tsx";

/** Events that decide what somebody else asked for. */
const DECIDE = ["exit.approved", "incident.confirmed", "appeal.upheld"];

const decides = ({ completedBy }: ShownItem): string | undefined =>
  DECIDE.find((event) => completedBy.includes(event));

function Waiting({ item }: { readonly item: ShownItem }) {
  const { event, value } = useTexts();
  const decision = decides(item) ?? "";
  const to = decision === "exit.approved" ? pathOf("approvals", item.client) : answerPath(item, decision);
  return (
    <li className="row">
      <Group justify="space-between" gap="xs">
        <Link to={to} data-row fw={600}>
          {event(decision)}
        </Link>
        <Badge>{value(item.role)}</Badge>
      </Group>
      <Text size="sm">{item.client}</Text>
      <Text size="sm" c="dimmed">
        <Said says={item.says} />
      </Text>
      <Text size="xs" c="dimmed">
        <Moment at={item.openedAt} />
      </Text>
    </li>
  );
}

export default function Approvals() {
  const { t } = useTexts();
  const inbox = useGet<ShownInbox>("/tasks?limit=1000");
  return (
    <Page title={t("approvals.title")}>
      <Text mb="md">{t("approvals.says")}</Text>
      <Shown of={inbox}>
        {({ items }) => {
          const waiting = items.filter((item) => decides(item) !== undefined);
          if (waiting.length === 0) return <Empty says={t("approvals.empty")} />;
          return (
            <ul className="rows">
              {waiting.map((item) => (
                <Waiting key={item.id} item={item} />
              ))}
            </ul>
          );
        }}
      </Shown>
    </Page>
  );
}

/** What was open when the dossier was: a later entry may change what it says. */
interface ReadDossier {
  readonly id: string;
  readonly hash: string;
  readonly seq: number;
}

function Decide({
  exit,
  view,
  read,
}: {
  readonly exit: ExitView;
  readonly view: ClientView;
  readonly read: ReadDossier | null;
}) {
  const { t } = useTexts();
  const person = usePerson();
  const { request } = exit;
  if (!request || !person) return null;
  if ([person.id, person.actor].includes(request.by)) return <Alert>{t("approvals.yours")}</Alert>;
  if (person.role !== "senior") return <Alert>{t("approvals.only")}</Alert>;
  const to = (event: string) =>
    withQuery(pathOf("clients", view.client, "do", event), {
      about: request.requestId,
      dossier: event === "exit.approved" ? (read?.hash ?? null) : null,
    });
  const ready = read !== null && read.seq === view.seq;
  return (
    <Group gap="xs">
      {ready ? (
        <LinkButton to={to("exit.approved")}>{t("approvals.approve")}</LinkButton>
      ) : (
        <Button
          data-disabled
          aria-disabled
          aria-describedby="read-first"
          onClick={(event) => event.preventDefault()}
        >
          {t("approvals.approve")}
        </Button>
      )}
      <LinkButton variant="default" to={to("exit.rejected")}>
        {t("approvals.reject")}
      </LinkButton>
    </Group>
  );
}

/** The dossier that was compiled last: what it says cannot change any more, and its checksum names it. */
function Reading({
  client,
  compiled,
  read,
  seq,
  onRead,
}: {
  readonly client: string;
  readonly compiled: ExitView["compiled"];
  readonly read: ReadDossier | null;
  readonly seq: number;
  readonly onRead: (read: ReadDossier) => void;
}) {
  const { t } = useTexts();
  const last = compiled.at(-1);
  const opened = useGet<DossierView>(
    read ? `/clients/${encodeURIComponent(client)}/dossiers/${encodeURIComponent(read.id)}` : null,
    { still: true },
  );
  if (!last)
    return (
      <Alert>
        <Stack gap="xs" align="flex-start">
          {t("dossier.neverFrozen")}
          <LinkButton to={pathOf("clients", client, "do", "dossier.compiled")}>
            {t("dossier.compile")}
          </LinkButton>
        </Stack>
      </Alert>
    );
  const stale = read !== null && (read.seq !== seq || read.id !== last.id);
  const look = () => onRead({ id: last.id, hash: last.digest, seq });
  return (
    <Stack gap="sm">
      {read === null || stale ? (
        <Alert color={stale ? "orange" : "blue"} id="read-first">
          <Stack gap="xs" align="flex-start">
            {t(stale ? "approvals.changed" : "approvals.readFirst")}
            <Button onClick={look}>{t(stale ? "approvals.again" : "approvals.open")}</Button>
          </Stack>
        </Alert>
      ) : (
        <Text>{t("approvals.readAt", { hash: `${read.hash.slice(0, 12)}…` })}</Text>
      )}
      {read && !stale && <Shown of={opened}>{(shown) => <DossierBody shown={shown} />}</Shown>}
    </Stack>
  );
}

function Exit({
  exit,
  view,
  onAgain,
}: {
  readonly exit: ExitView;
  readonly view: ClientView;
  readonly onAgain: () => void;
}) {
  const { t, value } = useTexts();
  const [read, setRead] = useState<ReadDossier | null>(null);
  const { request, grounds, clauses, alternative } = exit;
  if (!request) return <Empty says={t("approvals.over")} />;
  // What only chooses between outcomes is no reason for or against.
  const findings = (grounds.flatMap((each) => each.findings) as readonly ShownFinding[]).filter(
    ({ route }) => !route,
  );
  return (
    <div className="split">
      <Stack gap="md">
        <section className="card">
          <dl className="pairs">
            <dt>{t("common.client")}</dt>
            <dd>
              <Link to={pathOf("clients", view.client)}>{view.client}</Link>
            </dd>
            <dt>{t("approvals.ground")}</dt>
            <dd>{value(request.ground)}</dd>
            <dt>{t("common.by")}</dt>
            <dd>{t("approvals.asked", { actor: request.by })}</dd>
          </dl>
        </section>
        <Decide exit={exit} view={view} read={read} />
        <section>
          <Title order={2} size="h4" mb="xs">
            {t("approvals.findings")}
          </Title>
          <Findings findings={findings} />
        </section>
        <section>
          <Title order={2} size="h4" mb="xs">
            {t("approvals.clauses")}
          </Title>
          {clauses.length === 0 ? (
            <Text c="dimmed">{t("common.none")}</Text>
          ) : (
            clauses.map(({ ground, terminable, clauseRef, noticeDays }) => (
              <Text key={ground} size="sm">
                {value(ground)}: {terminable ? `✓ ${t("common.yes")}` : `✗ ${t("common.no")}`},{" "}
                <Code>{clauseRef}</Code>, {t("common.days", { n: noticeDays })}
              </Text>
            ))
          )}
          <Text size="sm" mt="xs">
            {alternative ? t("approvals.alternative", { id: alternative }) : t("approvals.noAlternative")}
          </Text>
        </section>
      </Stack>
      <section>
        <Title order={2} size="h4" mb="xs">
          {t("approvals.dossier")}
        </Title>
        <Reading
          client={view.client}
          compiled={exit.compiled}
          read={read}
          seq={view.seq}
          onRead={(now) => {
            setRead(now);
            onAgain();
          }}
        />
      </section>
    </div>
  );
}

export function Approval({ client }: { readonly client: string }) {
  const { event } = useTexts();
  const queries = useQueryClient();
  const at = `/clients/${encodeURIComponent(client)}`;
  const view = useGet<ClientView>(at);
  const exit = useGet<ExitView>(`${at}/exit`);
  return (
    <Page title={`${event("exit.approved")}: ${client}`}>
      <Shown of={view}>
        {(shown) => (
          <Shown of={exit}>
            {(found) => (
              <Exit
                exit={found}
                view={shown}
                onAgain={() => void queries.invalidateQueries({ queryKey: [`${at}/exit`] })}
              />
            )}
          </Shown>
        )}
      </Shown>
    </Page>
  );
}
