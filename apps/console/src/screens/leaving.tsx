// Clients who leave, those who are restricted, and the handover of one.
import { Badge, Code, Stack, Table, Text, Title } from "@mantine/core";
import { useQueries, useQuery as useRead } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import type { z } from "zod";
import type { ShownChannels } from "../../../api/channels.ts";
import type { HandoverView, MatchedView } from "../../../api/handover/routes.ts";
import type { ClientRow, ClientView, pageSchema } from "../../../api/schemas.ts";
import { get } from "../api/client.ts";
import { useGet, useList } from "../api/data.ts";
import type { ApiError, ShownFinding } from "../api/error.ts";
import { useRowKeys } from "../keys.ts";
import { Answers } from "../parts/answers.tsx";
import { Cut } from "../parts/cut.tsx";
import { Findings } from "../parts/findings.tsx";
import { Link } from "../parts/link.tsx";
import { Page } from "../parts/page.tsx";
import { Said } from "../parts/said.tsx";
import { Empty, Loading, Shown } from "../parts/states.tsx";
import { Steady } from "../parts/steady.tsx";
import { Deadline, Moment } from "../parts/times.tsx";
import { pathOf, withQuery } from "../router.ts";
import { useTexts } from "../texts/index.tsx";
import { seesHandovers, usePerson } from "../who.ts";
import { Consent } from "./consent.tsx";
import type { Timeline } from "./timeline.tsx";

type ClientList = z.infer<typeof pageSchema>;
type OrderEntry = Timeline["items"][number];
const PAGE = 50;
const clientPath = (client: string): string => `/clients/${encodeURIComponent(client)}`;

/** Clients in a state, whose places stay. */
function InState({
  state,
  empty,
  children,
}: {
  readonly state: string;
  readonly empty: string;
  readonly children: (rows: readonly { readonly row: ClientRow; readonly gone: boolean }[]) => ReactNode;
}) {
  const { list, name, onMore } = useList<ClientList>("/clients", { state }, PAGE);
  useRowKeys();
  return (
    <Shown of={list}>
      {({ items: clients, next }) => (
        <>
          <Steady of={name} rows={clients} nameOf={({ client }) => client}>
            {(rows) => (rows.length === 0 ? <Empty says={empty} /> : children(rows))}
          </Steady>
          {next !== null && <Cut shown={clients.length} of={null} onMore={onMore} />}
        </>
      )}
    </Shown>
  );
}

/** The entry that restricted a client: looked for from the end, so that a long journal is not read as a whole. */
async function orderOf(client: string, seq: number, signal: AbortSignal): Promise<OrderEntry | null> {
  for (let before = seq; before > 0; before -= PAGE) {
    const after = Math.max(before - PAGE, 0);
    const { items } = await get<Timeline>(
      withQuery(`${clientPath(client)}/timeline`, {
        afterSeq: String(after),
        limit: String(before - after),
      }),
      signal,
    );
    const found = items.findLast(
      ({ to, from, outcome }) =>
        outcome === "accepted" && to.state === "restricted" && from.state !== "restricted",
    );
    if (found) return found;
  }
  return null;
}

/** A cell whose value is read apart from its row: `…` until it is there, and said where it cannot be read. */
function Told<T>({
  of,
  children,
}: {
  readonly of: { readonly data: T | undefined; readonly error: ApiError | null };
  readonly children: (data: T) => ReactNode;
}) {
  const { t } = useTexts();
  if (of.data !== undefined) return children(of.data);
  return of.error ? <Text c="red">✗ {t("state.failed")}</Text> : "…";
}

/** Whether the help desk keeps to the restriction. */
function Drift({ client }: { readonly client: string }) {
  const { t } = useTexts();
  const channels = useGet<ShownChannels>(`${clientPath(client)}/channels`);
  // An engine without a help desk has no such address.
  if (channels.error?.kind === "missing") return t("restricted.notConnected");
  return (
    <Told of={channels}>
      {({ answers, drift }) =>
        answers
          ? drift
            ? `✗ ${t("restricted.drifts")}`
            : `✓ ${t("restricted.noDrift")}`
          : t("restricted.notConnected")
      }
    </Told>
  );
}

/** Who ordered the restriction, and when, with the channel that is left. */
function RestrictedRow({ row, gone }: { readonly row: ClientRow; readonly gone: boolean }) {
  const { t, value } = useTexts();
  const { client, seq } = row;
  const view = useGet<ClientView>(clientPath(client));
  const order = useRead<OrderEntry | null, ApiError>({
    queryKey: ["order", client, seq],
    queryFn: ({ signal }) => orderOf(client, seq, signal),
    meta: { still: true },
    staleTime: Number.POSITIVE_INFINITY,
  });
  const until = (deadlines: ClientView["deadlines"]) =>
    deadlines.find(({ name }) => name === "coolOff" || name === "restriction");
  return (
    <Table.Tr className={gone ? "gone" : ""}>
      <Table.Td>
        <Link to={pathOf("clients", client)} data-row>
          {client}
        </Link>
        {gone && <Text size="xs">{t("state.goneRow")}</Text>}
      </Table.Td>
      <Table.Td data-label={t("common.channel")}>
        <Told of={view}>{({ measures }) => (measures.channels ?? []).map(value).join(", ")}</Told>
      </Table.Td>
      <Table.Td data-label={t("common.by")}>
        <Told of={order}>
          {(found) => (found ? `${found.actor.id} (${value(found.actor.role)})` : t("common.none"))}
        </Told>
      </Table.Td>
      <Table.Td data-label={t("common.since")}>
        <Told of={order}>{(found) => found && <Moment at={found.at} />}</Told>
      </Table.Td>
      <Table.Td data-label={t("restricted.until")}>
        <Told of={view}>
          {({ deadlines }) => {
            const end = until(deadlines);
            return end ? <Moment at={end.due} /> : t("common.none");
          }}
        </Told>
      </Table.Td>
      <Table.Td data-label={t("restricted.drift")}>
        <Drift client={client} />
      </Table.Td>
    </Table.Tr>
  );
}

export function Restricted() {
  const { t } = useTexts();
  return (
    <Page title={t("restricted.title")}>
      <InState state="restricted" empty={t("restricted.empty")}>
        {(rows) => (
          <Table className="cards">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("common.client")}</Table.Th>
                <Table.Th>{t("common.channel")}</Table.Th>
                <Table.Th>{t("common.by")}</Table.Th>
                <Table.Th>{t("common.since")}</Table.Th>
                <Table.Th>{t("restricted.until")}</Table.Th>
                <Table.Th>{t("restricted.drift")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map(({ row, gone }) => (
                <RestrictedRow key={row.client} row={row} gone={gone} />
              ))}
            </Table.Tbody>
          </Table>
        )}
      </InState>
    </Page>
  );
}

/** The grid takes room, and three answers of the API: it is there once it is asked for. */
function Unfolded({ client }: { readonly client: string }) {
  const { t } = useTexts();
  const [asked, setAsked] = useState(false);
  return (
    <details className="consent" onToggle={(event) => event.currentTarget.open && setAsked(true)}>
      <summary>{t("consent.title")}</summary>
      {asked && <Consent client={client} />}
    </details>
  );
}

function LeavingCard({ client, gone }: { readonly client: string; readonly gone: boolean }) {
  const { t, value } = useTexts();
  const person = usePerson();
  const view = useGet<ClientView>(clientPath(client));
  return (
    <section className={gone ? "card gone" : "card"}>
      <Title order={2} size="h4">
        <Link to={pathOf("clients", client)} data-row>
          {client}
        </Link>
      </Title>
      {gone && <Text size="xs">{t("state.goneRow")}</Text>}
      <Shown of={view} lines={3}>
        {({ deadlines, matters }) => (
          <Stack gap="xs" mt="xs">
            {deadlines.map(({ name, due }) => (
              <Deadline key={name} name={name} due={due} />
            ))}
            {matters.map((matter) => (
              <div key={`${matter.kind} ${matter.id}`}>
                <Text size="sm">
                  <b>{value(matter.kind)}</b> <Said says={matter.says} />
                </Text>
                <Answers client={client} matter={matter} />
              </div>
            ))}
            <Link to={pathOf("clients", client, "handover")} size="sm">
              {t("client.tab.handover")}
            </Link>
            {person && seesHandovers(person.role) && <Unfolded client={client} />}
          </Stack>
        )}
      </Shown>
    </section>
  );
}

/** Cards of different heights: drawn once all of them are there, so that none pushes another. */
function Deck({ rows }: { readonly rows: readonly { readonly row: ClientRow; readonly gone: boolean }[] }) {
  const [drawn, setDrawn] = useState(false);
  const ready = useQueries({
    queries: rows.map(({ row }) => ({
      queryKey: [clientPath(row.client)],
      queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
        get<ClientView>(clientPath(row.client), signal),
    })),
    combine: (views) => views.every(({ isPending }) => !isPending),
  });
  useEffect(() => {
    if (ready) setDrawn(true);
  }, [ready]);
  if (!ready && !drawn) return <Loading lines={10} />;
  return (
    <div className="deck">
      {rows.map(({ row, gone }) => (
        <LeavingCard key={row.client} client={row.client} gone={gone} />
      ))}
    </div>
  );
}

export function Leaving() {
  const { t } = useTexts();
  return (
    <Page title={t("leaving.title")}>
      <InState state="offboarding" empty={t("leaving.empty")}>
        {(rows) => <Deck rows={rows} />}
      </InState>
    </Page>
  );
}

function Providers({ client }: { readonly client: string }) {
  const { t } = useTexts();
  const matched = useGet<MatchedView>(`${clientPath(client)}/providers`, { still: true });
  return (
    <section>
      <Title order={2} size="h4" mb="xs">
        {t("handover.providers")}
      </Title>
      <Shown of={matched} lines={2}>
        {({ matches }) =>
          matches.length === 0 ? (
            <Empty says={t("handover.noProviders")} />
          ) : (
            matches.map(({ provider, fits, findings }) => (
              <details className="row" key={provider}>
                <summary>
                  <b>{provider}</b>{" "}
                  <Badge color={fits ? "green" : "gray"}>
                    {fits ? `✓ ${t("handover.fits")}` : `✗ ${t("handover.not")}`}
                  </Badge>
                </summary>
                <Findings findings={findings as readonly ShownFinding[]} />
              </details>
            ))
          )
        }
      </Shown>
    </section>
  );
}

/** The handover of one client: what fits, what was agreed, what went where. */
export function HandoverTab({ client }: { readonly client: string }) {
  const { t, value } = useTexts();
  const handover = useGet<HandoverView>(`${clientPath(client)}/handover`);
  return (
    <Stack gap="lg">
      <section>
        <Shown of={handover} lines={4} missing={<Empty says={t("handover.empty")} />}>
          {({ stage, providerId, movesOn, links }) => (
            <>
              <dl className="pairs">
                <dt>{t("common.state")}</dt>
                <dd>{value(stage)}</dd>
                <dt>{t("handover.provider")}</dt>
                <dd>{providerId ?? t("common.none")}</dd>
                <dt>{t("handover.movesOn")}</dt>
                <dd>{movesOn ? <Moment at={movesOn} /> : t("common.none")}</dd>
                <dt>{t("handover.links")}</dt>
                <dd>
                  {links.map(({ purpose, url, expiresAt }) => (
                    <Text size="sm" key={url}>
                      {value(purpose)}: <Code>{url}</Code> <Moment at={expiresAt} />
                    </Text>
                  ))}
                  {links.length === 0 && t("common.none")}
                </dd>
              </dl>
              <Title order={2} size="h4" mt="lg" mb="xs">
                {t("consent.title")}
              </Title>
              <Consent client={client} />
            </>
          )}
        </Shown>
      </section>
      <Providers client={client} />
    </Stack>
  );
}
