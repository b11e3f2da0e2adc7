// What clients were written, how it reached them, and what counts from when.
import { Alert, Badge, Code, NativeSelect, Stack, Table, Text, Title } from "@mantine/core";
import { useGet } from "../api/data.ts";
import { usePhysicalKeys } from "../keys.ts";
import { Link } from "../parts/link.tsx";
import { Page } from "../parts/page.tsx";
import { Empty, Shown } from "../parts/states.tsx";
import { Moment } from "../parts/times.tsx";
import { pathOf, useQuery, withQuery } from "../router.ts";
import { useTexts } from "../texts/index.tsx";
import { moveRow } from "./clients.tsx";

/** A notice of the outbox, as it is listed. */
interface ListedOutboxNotice {
  readonly id: string;
  readonly client: string;
  readonly notice: string;
  readonly channel: string;
  readonly status: string;
  readonly at: string;
}

/** A notice with its words, every attempt, and what carriers told of it. */
interface WholeNotice extends ListedOutboxNotice {
  readonly locale: string;
  readonly words: { readonly subject: string; readonly body: string } | null;
  readonly attempts: readonly {
    readonly n: number;
    readonly at: string;
    readonly outcome: string | null;
    readonly cause: string | null;
    readonly message: string | null;
  }[];
  readonly reports: readonly {
    readonly status: string;
    readonly at: string;
    readonly cause: string | null;
  }[];
}

const STATUSES = ["captured", "waiting", "sent", "delivered", "failed", "bounced", "unknown"] as const;
const HUES: Readonly<Record<string, string>> = {
  delivered: "green",
  captured: "green",
  failed: "red",
  bounced: "red",
  unknown: "orange",
};
const MARKS: Readonly<Record<string, string>> = {
  delivered: "✓",
  captured: "✓",
  failed: "✗",
  bounced: "✗",
  unknown: "?",
};

/** Notices that count as a strike once they are there. */
const STRIKES = ["N4"];

function StatusBadge({ status }: { readonly status: string }) {
  const { value } = useTexts();
  return (
    <Badge color={HUES[status] ?? "gray"}>
      {MARKS[status] ?? "…"} {value(status)}
    </Badge>
  );
}

/** A notice's own page is its place in the outbox: client/seq/n. */
const noticePath = (id: string): string => pathOf("notices", ...id.split("/"));

export function NoticeRows({
  rows,
  client,
}: {
  readonly rows: readonly ListedOutboxNotice[];
  readonly client?: string;
}) {
  const { t, value } = useTexts();
  usePhysicalKeys({ KeyJ: () => moveRow(1), KeyK: () => moveRow(-1) });
  if (rows.length === 0) return <Empty says={t(client ? "notices.empty" : "notices.emptyAll")} />;
  return (
    <Table className="cards">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("notices.notice")}</Table.Th>
          {!client && <Table.Th>{t("common.client")}</Table.Th>}
          <Table.Th>{t("common.channel")}</Table.Th>
          <Table.Th>{t("common.status")}</Table.Th>
          <Table.Th>{t("common.at")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((row) => (
          <Table.Tr key={row.id}>
            <Table.Td>
              <Link to={noticePath(row.id)} data-row>
                {row.notice}
              </Link>
            </Table.Td>
            {!client && (
              <Table.Td data-label={t("common.client")}>
                <Link to={pathOf("clients", row.client)}>{row.client}</Link>
              </Table.Td>
            )}
            <Table.Td data-label={t("common.channel")}>{value(row.channel)}</Table.Td>
            <Table.Td data-label={t("common.status")}>
              <StatusBadge status={row.status} />
            </Table.Td>
            <Table.Td data-label={t("common.at")}>
              <Moment at={row.at} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

export default function Notices() {
  const { t, value } = useTexts();
  const [query, change] = useQuery();
  const status = query.get("status");
  const outbox = useGet<{ readonly items: readonly ListedOutboxNotice[] }>(
    withQuery("/outbox", { status, limit: "100" }),
    {
      keep: true,
    },
  );
  return (
    <Page title={t("notices.title")}>
      <NativeSelect
        maw="16rem"
        mb="md"
        label={t("notices.status")}
        value={status ?? ""}
        onChange={(event) => change({ status: event.currentTarget.value })}
        data={[
          { value: "", label: t("common.any") },
          ...STATUSES.map((each) => ({ value: each, label: value(each) })),
        ]}
      />
      <Shown of={outbox}>{({ items }) => <NoticeRows rows={items} />}</Shown>
    </Page>
  );
}

export function ClientNotices({ client }: { readonly client: string }) {
  const outbox = useGet<{ readonly items: readonly ListedOutboxNotice[] }>(
    withQuery("/outbox", { client, limit: "100" }),
  );
  return <Shown of={outbox}>{({ items }) => <NoticeRows rows={items} client={client} />}</Shown>;
}

function Attempts({ notice }: { readonly notice: WholeNotice }) {
  const { t, value } = useTexts();
  return (
    <section>
      <Title order={2} size="h4" mb="xs">
        {t("notices.attempts")}
      </Title>
      {notice.attempts.map(({ n, at, outcome, cause, message }) => (
        <div className="card" key={n}>
          <Text size="sm">
            {n}. <Moment at={at} /> · {value(outcome ?? "pending")} {cause && <Code>{cause}</Code>}
          </Text>
          {message && (
            <details>
              <summary>{t("notices.bytes")}</summary>
              <Code block>{message}</Code>
            </details>
          )}
        </div>
      ))}
      {notice.attempts.length === 0 && <Text c="dimmed">{t("common.none")}</Text>}
      {notice.reports.length > 0 && (
        <>
          <Title order={2} size="h4" mt="md" mb="xs">
            {t("notices.reports")}
          </Title>
          {notice.reports.map(({ status, at, cause }) => (
            <Text size="sm" key={`${status} ${at}`}>
              <Moment at={at} /> · {value(status)} {cause && <Code>{cause}</Code>}
            </Text>
          ))}
        </>
      )}
    </section>
  );
}

export function Notice({ id }: { readonly id: string }) {
  const { t, value } = useTexts();
  const notice = useGet<WholeNotice>(`/outbox/${id.split("/").map(encodeURIComponent).join("/")}`);
  return (
    <Page title={`${t("notices.notice")} ${id}`}>
      <Shown of={notice}>
        {(shown) => (
          <Stack gap="md">
            <Text>
              {shown.notice} · <Link to={pathOf("clients", shown.client)}>{shown.client}</Link> ·{" "}
              {value(shown.channel)} · <StatusBadge status={shown.status} /> <Moment at={shown.at} />
            </Text>
            {STRIKES.includes(shown.notice) && (
              <Alert>
                {t(["delivered", "captured"].includes(shown.status) ? "notices.counts" : "notices.notStrike")}
              </Alert>
            )}
            <section className="card">
              <Title order={2} size="h4" mb="xs">
                {t("notices.words")}
              </Title>
              {shown.words ? (
                <div lang={shown.locale}>
                  <Text fw={600}>{shown.words.subject}</Text>
                  <p className="letter">{shown.words.body}</p>
                </div>
              ) : (
                <Text c="dimmed">{t("notices.erased")}</Text>
              )}
            </section>
            <Attempts notice={shown} />
          </Stack>
        )}
      </Shown>
    </Page>
  );
}
