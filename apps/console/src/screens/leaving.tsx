// Clients who leave, those who are restricted, and the handover of one.
import { Badge, Code, Stack, Table, Text, Title } from "@mantine/core";
import type { z } from "zod";
import type { ShownChannels } from "../../../api/channels.ts";
import type { HandoverView, MatchedView } from "../../../api/handover/routes.ts";
import type { ClientView, pageSchema, timelineSchema } from "../../../api/schemas.ts";
import type { ShownFinding } from "../api/client.ts";
import { useGet } from "../api/data.ts";
import { Answers } from "../parts/answers.tsx";
import { Findings } from "../parts/findings.tsx";
import { Link } from "../parts/link.tsx";
import { Page } from "../parts/page.tsx";
import { Said } from "../parts/said.tsx";
import { Empty, Failed, Loading, Shown } from "../parts/states.tsx";
import { Moment } from "../parts/times.tsx";
import { pathOf, withQuery } from "../router.ts";
import { useTexts } from "../texts/index.tsx";

type ClientList = z.infer<typeof pageSchema>;
const inState = (state: string): string => withQuery("/clients", { state, limit: "200" });

/** Who ordered the restriction, when and on what ground, with the channel that is left. */
function RestrictedRow({ client }: { readonly client: string }) {
  const { t, value } = useTexts();
  const at = `/clients/${encodeURIComponent(client)}`;
  const view = useGet<ClientView>(at);
  const timeline = useGet<z.infer<typeof timelineSchema>>(`${at}/timeline?sort=-seq&limit=10000`);
  const channels = useGet<ShownChannels>(`${at}/channels`);
  const ordered = timeline.data?.items.find(
    ({ to, from, outcome }) =>
      outcome === "accepted" && to.state === "restricted" && from.state !== "restricted",
  );
  const data = ordered?.data as { readonly channel?: string } | undefined;
  const until = view.data?.deadlines.find(({ name }) => name === "coolOff" || name === "restriction");
  const drift = channels.data
    ? channels.data.answers
      ? channels.data.drift
        ? `✗ ${t("restricted.drifts")}`
        : `✓ ${t("restricted.noDrift")}`
      : t("restricted.notConnected")
    : channels.error
      ? t("restricted.notConnected")
      : "…";
  return (
    <Table.Tr>
      <Table.Td>
        <Link to={pathOf("clients", client)} data-row>
          {client}
        </Link>
      </Table.Td>
      <Table.Td data-label={t("common.channel")}>
        {(view.data?.measures.channels ?? (data?.channel ? [data.channel] : [])).map(value).join(", ")}
      </Table.Td>
      <Table.Td data-label={t("common.by")}>
        {ordered ? `${ordered.actor.id} (${value(ordered.actor.role)})` : "…"}
      </Table.Td>
      <Table.Td data-label={t("common.since")}>{ordered && <Moment at={ordered.at} />}</Table.Td>
      <Table.Td data-label={t("restricted.until")}>
        {until ? <Moment at={until.due} /> : t("common.none")}
      </Table.Td>
      <Table.Td data-label={t("restricted.drift")}>{drift}</Table.Td>
    </Table.Tr>
  );
}

export function Restricted() {
  const { t } = useTexts();
  const list = useGet<ClientList>(inState("restricted"));
  return (
    <Page title={t("restricted.title")}>
      <Shown of={list}>
        {({ items: clients }) =>
          clients.length === 0 ? (
            <Empty says={t("restricted.empty")} />
          ) : (
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
                {clients.map(({ client }) => (
                  <RestrictedRow key={client} client={client} />
                ))}
              </Table.Tbody>
            </Table>
          )
        }
      </Shown>
    </Page>
  );
}

function LeavingCard({ client }: { readonly client: string }) {
  const { t, value } = useTexts();
  const view = useGet<ClientView>(`/clients/${encodeURIComponent(client)}`);
  return (
    <section className="card">
      <Title order={2} size="h4">
        <Link to={pathOf("clients", client)}>{client}</Link>
      </Title>
      <Shown of={view} lines={3}>
        {({ deadlines, matters }) => (
          <Stack gap="xs" mt="xs">
            {deadlines.map(({ name, due }) => (
              <Text size="sm" key={name}>
                {value(name)}: <Moment at={due} />
              </Text>
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
          </Stack>
        )}
      </Shown>
    </section>
  );
}

export function Leaving() {
  const { t } = useTexts();
  const list = useGet<ClientList>(inState("offboarding"));
  return (
    <Page title={t("leaving.title")}>
      <Shown of={list}>
        {({ items: clients }) =>
          clients.length === 0 ? (
            <Empty says={t("leaving.empty")} />
          ) : (
            <div className="deck">
              {clients.map(({ client }) => (
                <LeavingCard key={client} client={client} />
              ))}
            </div>
          )
        }
      </Shown>
    </Page>
  );
}

function Providers({ client }: { readonly client: string }) {
  const { t } = useTexts();
  const matches = useGet<MatchedView>(`/clients/${encodeURIComponent(client)}/providers`, { still: true });
  return (
    <section>
      <Title order={2} size="h4" mb="xs">
        {t("handover.providers")}
      </Title>
      {matches.data ? (
        matches.data.matches.length === 0 ? (
          <Empty says={t("handover.noProviders")} />
        ) : (
          matches.data.matches.map(({ provider, fits, findings }) => (
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
      ) : matches.error ? (
        <Empty says={t("handover.noProviders")} />
      ) : (
        <Loading lines={2} />
      )}
    </section>
  );
}

/** The handover of one client: what fits, what was agreed, what went where. */
export function HandoverTab({ client }: { readonly client: string }) {
  const { t, value } = useTexts();
  const handover = useGet<HandoverView>(`/clients/${encodeURIComponent(client)}/handover`);
  return (
    <Stack gap="lg">
      <section>
        {handover.data ? (
          <dl className="pairs">
            <dt>{t("common.state")}</dt>
            <dd>{value(handover.data.stage)}</dd>
            <dt>{t("handover.provider")}</dt>
            <dd>{handover.data.providerId ?? t("common.none")}</dd>
            <dt>{t("handover.items")}</dt>
            <dd>{handover.data.items.join(", ") || t("common.none")}</dd>
            <dt>{t("handover.movesOn")}</dt>
            <dd>{handover.data.movesOn ? <Moment at={handover.data.movesOn} /> : t("common.none")}</dd>
            <dt>{t("handover.links")}</dt>
            <dd>
              {handover.data.links.map(({ purpose, url, expiresAt }) => (
                <Text size="sm" key={url}>
                  {value(purpose)}: <Code>{url}</Code> <Moment at={expiresAt} />
                </Text>
              ))}
              {handover.data.links.length === 0 && t("common.none")}
            </dd>
          </dl>
        ) : handover.error ? (
          handover.error.kind === "role" ? (
            <Failed error={handover.error} />
          ) : (
            <Empty says={t("handover.empty")} />
          )
        ) : (
          <Loading lines={4} />
        )}
      </section>
      <Providers client={client} />
    </Stack>
  );
}
