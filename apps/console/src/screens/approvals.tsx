// What waits for the decision of a second person; and an exit, with all that the decision rests on.
import { Alert, Badge, Button, Code, Group, Stack, Text, Title } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { DossierView, ExitView } from "../../../api/dossier.ts";
import type { ClientView } from "../../../api/schemas.ts";
import type { ShownInbox, ShownItem } from "../../../api/tasks.ts";
import { useGet, useList } from "../api/data.ts";
import type { ShownFinding } from "../api/error.ts";
import { useRowKeys } from "../keys.ts";
import { Cut } from "../parts/cut.tsx";
import { Findings } from "../parts/findings.tsx";
import { Link, LinkButton } from "../parts/link.tsx";
import { ClientFoot, Page } from "../parts/page.tsx";
import { Said } from "../parts/said.tsx";
import { Empty, Shown } from "../parts/states.tsx";
import { Steady } from "../parts/steady.tsx";
import { Moment } from "../parts/times.tsx";
import { APPROVAL, noteRead, type ReadDossier } from "../reading.ts";
import { pathOf, withQuery } from "../router.ts";
import { useTexts } from "../texts/index.tsx";
import { usePerson } from "../who.ts";
import { CompileButton, DossierBody } from "./dossier.tsx";
import { answerPath } from "./inbox.tsx";

/** Events that decide what somebody else asked for. */
const DECIDE: readonly string[] = [APPROVAL, "incident.confirmed", "appeal.upheld"];

const decides = ({ completedBy }: ShownItem): string | undefined =>
  DECIDE.find((event) => completedBy.includes(event));

function Waiting({ item, gone }: { readonly item: ShownItem; readonly gone: boolean }) {
  const { t, event, value } = useTexts();
  const decision = decides(item) ?? "";
  const to = answerPath(item, decision);
  return (
    <li className={gone ? "row gone" : "row"}>
      <Group justify="space-between" gap="xs">
        <Link to={to} data-row fw={600}>
          {event(decision)}
        </Link>
        <Badge>{value(item.role)}</Badge>
      </Group>
      <Text size="sm">
        {item.client}
        {gone && ` · ${t("state.goneRow")}`}
      </Text>
      <Text size="sm" c="dimmed">
        <Said says={item.says} />
      </Text>
      <Text size="xs" c="dimmed">
        <Moment at={item.openedAt} />
      </Text>
    </li>
  );
}

/** All that waits, in one go: decisions are few, and none of them may be missed. */
const ALL = 1_000;

export default function Approvals() {
  const { t } = useTexts();
  const { list, name } = useList<ShownInbox>("/tasks", {}, ALL);
  useRowKeys();
  return (
    <Page title={t("approvals.title")}>
      <Text mb="md">{t("approvals.says")}</Text>
      <Shown of={list}>
        {({ items, counts, next }) => (
          <>
            <Steady
              of={name}
              rows={items.filter((item) => decides(item) !== undefined)}
              nameOf={({ id }) => id}
            >
              {(rows) =>
                rows.length === 0 ? (
                  <Empty says={t("approvals.empty")} />
                ) : (
                  <ul className="rows">
                    {rows.map(({ row, gone }) => (
                      <Waiting key={row.id} item={row} gone={gone} />
                    ))}
                  </ul>
                )
              }
            </Steady>
            {next !== null && <Cut shown={items.length} of={counts.items} onMore={null} />}
          </>
        )}
      </Shown>
    </Page>
  );
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
    withQuery(pathOf("clients", view.client, "do", event), { about: request.requestId });
  return (
    <Group gap="xs">
      {read ? (
        <LinkButton to={to(APPROVAL)}>{t("approvals.approve")}</LinkButton>
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

/** Says when the dossier is drawn: before that, nobody has read it. */
function Drawn({ shown, onDrawn }: { readonly shown: DossierView; readonly onDrawn: () => void }) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each dossier
  useEffect(onDrawn, [shown.dossier.digest]);
  return <DossierBody shown={shown} />;
}

interface ReadingProps {
  readonly view: ClientView;
  readonly last: ExitView["compiled"][number];
  readonly read: ReadDossier | null;
  readonly onRead: (read: ReadDossier) => void;
  readonly onAgain: () => void;
}

/** The dossier that was compiled last: what it says cannot change any more, and its checksum names it. */
function Reading({ view, last, read, onRead, onAgain }: ReadingProps) {
  const { t } = useTexts();
  const { client, seq } = view;
  /** For which dossier, after which entry, somebody asked to see it. */
  const [asked, setAsked] = useState<{ readonly id: string; readonly seq: number } | null>(null);
  const isAsked = asked?.id === last.id && asked.seq === seq;
  const opened = useGet<DossierView>(
    isAsked ? `/clients/${encodeURIComponent(client)}/dossiers/${encodeURIComponent(last.id)}` : null,
    { still: true },
  );
  const look = () => {
    setAsked({ id: last.id, seq });
    onAgain();
  };
  if (!isAsked) {
    const stale = asked !== null;
    return (
      <Alert color={stale ? "orange" : "blue"} id="read-first">
        <Stack gap="xs" align="flex-start">
          {t(stale ? "approvals.changed" : "approvals.readFirst")}
          <Button onClick={look}>{t(stale ? "approvals.again" : "approvals.open")}</Button>
        </Stack>
      </Alert>
    );
  }
  return (
    <Stack gap="sm">
      {read && <Text>{t("approvals.readAt", { hash: `${read.hash.slice(0, 12)}…` })}</Text>}
      <Shown of={opened}>
        {(shown) => (
          <Drawn
            key={`${last.id} ${seq}`}
            shown={shown}
            onDrawn={() => onRead({ id: last.id, hash: shown.dossier.digest, seq })}
          />
        )}
      </Shown>
    </Stack>
  );
}

/** What an exit rests on before it was ever put together. */
function NeverCompiled({ client }: { readonly client: string }) {
  const { t } = useTexts();
  return (
    <Alert>
      <Stack gap="xs" align="flex-start">
        {t("dossier.neverFrozen")}
        <CompileButton client={client} />
      </Stack>
    </Alert>
  );
}

function Clauses({ exit: { clauses, alternative } }: { readonly exit: ExitView }) {
  const { t, value } = useTexts();
  return (
    <>
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
    </>
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
  const [drawn, setDrawn] = useState<ReadDossier | null>(null);
  const person = usePerson();
  const last = exit.compiled.at(-1);
  // What was read is the dossier that was compiled last, as long as nothing happens to the client.
  const read = drawn?.seq === view.seq && drawn.id === last?.id ? drawn : null;
  const { request, grounds } = exit;
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
          <Clauses exit={exit} />
        </section>
      </Stack>
      <section>
        <Title order={2} size="h4" mb="xs">
          {t("approvals.dossier")}
        </Title>
        {last ? (
          <Reading
            view={view}
            last={last}
            read={read}
            onRead={(now) => {
              setDrawn(now);
              noteRead(person?.actor ?? "", view.client, now);
            }}
            onAgain={onAgain}
          />
        ) : (
          <NeverCompiled client={view.client} />
        )}
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
    <Page title={`${event(APPROVAL)}: ${client}`} foot={<ClientFoot of={view} />}>
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
