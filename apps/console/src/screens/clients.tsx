// All clients, a page at a time; the address holds filter and page.
import { Badge, Button, Checkbox, Group, NativeSelect, Table, Text, TextInput } from "@mantine/core";
import type { z } from "zod";
import { STATES } from "../../../../machines/vocabulary.ts";
import type { ClientCounts, ClientRow, pageSchema } from "../../../api/schemas.ts";
import { useActing } from "../api/acting.ts";
import { getAll } from "../api/client.ts";
import { useGet } from "../api/data.ts";
import { useRowKeys } from "../keys.ts";
import { Link, LinkButton } from "../parts/link.tsx";
import { Page } from "../parts/page.tsx";
import { saveTable } from "../parts/saving.ts";
import { Empty, Failed, Shown } from "../parts/states.tsx";
import { Steady } from "../parts/steady.tsx";
import { Moment } from "../parts/times.tsx";
import { go, pathOf, useQuery, withQuery } from "../router.ts";
import { useTexts } from "../texts/index.tsx";
import { opens, usePerson } from "../who.ts";

type ClientRows = z.infer<typeof pageSchema>;
const PAGE = 50;
/** Orders of the API, by what they are called. */
const SORTS = { client: "client", due: "due", changed: "-updatedAt", opened: "-openedAt" } as const;
const SORT_NAMES = Object.keys(SORTS) as (keyof typeof SORTS)[];

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
      <NativeSelect
        label={t("clients.sort")}
        value={query.get("sort") ?? "client"}
        onChange={(event) => change({ sort: event.currentTarget.value, after: null })}
        data={SORT_NAMES.map((name) => ({ value: SORTS[name], label: t(`clients.sort.${name}`) }))}
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

/** What the address asks for, as the API does. */
function useFilters(): Readonly<Record<string, string | null>> {
  const [query] = useQuery();
  const due = query.get("due");
  return {
    state: query.get("state"),
    text: query.get("text"),
    hold: query.get("hold"),
    dueBefore: due ? `${due}T00:00:00Z` : null,
  };
}

const COLUMNS = [
  "client",
  "state",
  "rung",
  "hold",
  "due",
  "dueName",
  "kind",
  "zone",
  "openedAt",
  "updatedAt",
] as const;

/** How many there are, and all of them as a file. */
function Total({ filters }: { readonly filters: Readonly<Record<string, string | null>> }) {
  const { t } = useTexts();
  const counts = useGet<ClientCounts>(withQuery("/states", filters));
  const { busy, failed, act } = useActing();
  const csv = () =>
    void act(async () =>
      saveTable(await getAll<ClientRow>(withQuery("/clients", filters)), COLUMNS, "clients.csv"),
    );
  return (
    <Group gap="sm" mb="xs">
      <Text size="sm" c="dimmed" role="status">
        {counts.data ? t("clients.total", { n: counts.data.total }) : "…"}
      </Text>
      <Button size="compact-sm" variant="default" loading={busy} onClick={csv}>
        {t("common.csv")}
      </Button>
      {failed && <Failed error={failed} focused />}
    </Group>
  );
}

export default function Clients() {
  const { t } = useTexts();
  const person = usePerson();
  const [query] = useQuery();
  const wanted = useFilters();
  const path = withQuery("/clients", {
    ...wanted,
    sort: query.get("sort"),
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
      <Total filters={wanted} />
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
