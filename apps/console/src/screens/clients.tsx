// All clients, a page at a time; the address holds filter and page.
import { Badge, Button, Checkbox, Group, NativeSelect, Table, Text, TextInput } from "@mantine/core";
import type { z } from "zod";
import { STATES } from "../../../../machines/vocabulary.ts";
import type { ClientRow, pageSchema } from "../../../api/schemas.ts";
import { useGet } from "../api/data.ts";
import { useRowKeys } from "../keys.ts";
import { Link, LinkButton } from "../parts/link.tsx";
import { Page } from "../parts/page.tsx";
import { Empty, Shown } from "../parts/states.tsx";
import { Steady } from "../parts/steady.tsx";
import { Moment } from "../parts/times.tsx";
import { go, pathOf, useQuery, withQuery } from "../router.ts";
import { useTexts } from "../texts/index.tsx";
import { opens, usePerson } from "../who.ts";

type ClientRows = z.infer<typeof pageSchema>;
const PAGE = 50;

function Filters() {
  const { t, value } = useTexts();
  const [query, change] = useQuery();
  return (
    <Group align="flex-end" gap="sm" mb="md">
      <NativeSelect
        label={t("clients.filter.state")}
        value={query.get("state") ?? ""}
        onChange={(event) => change({ state: event.currentTarget.value, after: null })}
        data={[
          { value: "", label: t("common.any") },
          ...STATES.map((state) => ({ value: state, label: value(state) })),
        ]}
      />
      <TextInput
        label={t("clients.filter.text")}
        value={query.get("text") ?? ""}
        maxLength={64}
        onChange={(event) => change({ text: event.currentTarget.value, after: null })}
      />
      <TextInput
        type="date"
        label={t("clients.filter.due")}
        value={query.get("due") ?? ""}
        onChange={(event) => change({ due: event.currentTarget.value, after: null })}
      />
      <Checkbox
        mb={8}
        label={t("clients.filter.hold")}
        checked={query.get("hold") === "true"}
        onChange={(event) => change({ hold: event.currentTarget.checked ? "true" : null, after: null })}
      />
    </Group>
  );
}

export function StateBadge({ state, hold = false }: { readonly state: string; readonly hold?: boolean }) {
  const { t, value } = useTexts();
  const hue = /warned|restricted|suspended/.test(state)
    ? "orange"
    : /offboarding|terminated/.test(state)
      ? "red"
      : "blue";
  return (
    <Group gap={4} display="inline-flex">
      <Badge color={hue}>{value(state)}</Badge>
      {hold && <Badge color="violet">⏸ {t("common.hold")}</Badge>}
    </Group>
  );
}

function Row({ row, gone }: { readonly row: ClientRow; readonly gone: boolean }) {
  const { t, value } = useTexts();
  return (
    <Table.Tr className={gone ? "gone" : ""}>
      <Table.Td>
        <Link to={pathOf("clients", row.client)} data-row>
          {row.client}
        </Link>
        {gone && <Text size="xs">{t("clients.gone")}</Text>}
      </Table.Td>
      <Table.Td data-label={t("common.state")}>
        <StateBadge state={row.state} hold={row.hold} />
      </Table.Td>
      <Table.Td data-label={t("common.due")}>
        {row.due ? (
          <>
            <Moment at={row.due} />{" "}
            <Text span size="sm" c="dimmed">
              {row.dueName && value(row.dueName)}
            </Text>
          </>
        ) : (
          t("common.none")
        )}
      </Table.Td>
      <Table.Td data-label={t("common.kind")}>{value(row.kind)}</Table.Td>
      <Table.Td data-label={t("client.opened")}>
        <Moment at={row.openedAt} />
      </Table.Td>
    </Table.Tr>
  );
}

function Rows({ name, clients }: { readonly name: string; readonly clients: readonly ClientRow[] }) {
  const { t } = useTexts();
  return (
    <Steady of={name} rows={clients} nameOf={({ client }) => client}>
      {(rows) => (
        <>
          <Text size="sm" c="dimmed" mb="xs" role="status">
            {t("clients.shown", { n: rows.length })}
          </Text>
          <Table className="cards" highlightOnHover>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("common.client")}</Table.Th>
                <Table.Th>{t("common.state")}</Table.Th>
                <Table.Th>{t("common.due")}</Table.Th>
                <Table.Th>{t("common.kind")}</Table.Th>
                <Table.Th>{t("client.opened")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map(({ row, gone }) => (
                <Row key={row.client} row={row} gone={gone} />
              ))}
            </Table.Tbody>
          </Table>
        </>
      )}
    </Steady>
  );
}

export default function Clients() {
  const { t } = useTexts();
  const person = usePerson();
  const [query] = useQuery();
  const due = query.get("due");
  const path = withQuery("/clients", {
    state: query.get("state"),
    text: query.get("text"),
    hold: query.get("hold"),
    dueBefore: due ? `${due}T00:00:00Z` : null,
    cursor: query.get("after"),
    limit: String(PAGE),
  });
  const page = useGet<ClientRows>(path, { keep: "any" });
  useRowKeys();
  const filters = ["state", "text", "due", "hold"].filter((name) => query.get(name));
  return (
    <Page
      title={t("clients.title")}
      beside={
        person !== null && opens(person.role) && <LinkButton to="/open">{t("contact.openTitle")}</LinkButton>
      }
    >
      <Filters />
      <Shown of={page} lines={12}>
        {({ items: clients, next }) =>
          clients.length === 0 ? (
            filters.length > 0 ? (
              <Empty
                says={t("state.filtered", { filters: filters.map((name) => query.get(name)).join(", ") })}
                onClear={() => go("/clients")}
              />
            ) : (
              <Empty says={t("clients.empty")} />
            )
          ) : (
            <>
              <Rows name={`${path} ${page.isPlaceholderData}`} clients={clients} />
              <Pages next={next} />
            </>
          )
        }
      </Shown>
    </Page>
  );
}

function Pages({ next }: { readonly next: string | null }) {
  const { t } = useTexts();
  const [query] = useQuery();
  const all = Object.fromEntries(query);
  return (
    <Group mt="md" gap="xs">
      {query.get("after") && (
        <Button variant="default" onClick={() => go(withQuery("/clients", { ...all, after: null }))}>
          {t("clients.first")}
        </Button>
      )}
      {next && (
        <Button variant="default" onClick={() => go(withQuery("/clients", { ...all, after: next }))}>
          {t("clients.next")}
        </Button>
      )}
    </Group>
  );
}
