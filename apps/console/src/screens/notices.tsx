// What clients were written, how it reached them, and what counts from when.
import { Alert, Badge, Code, NativeSelect, Stack, Table, Text, Title } from "@mantine/core";
import { useGet, useList } from "../api/data.ts";
import { useRowKeys } from "../keys.ts";
import { Cut } from "../parts/cut.tsx";
import { Link } from "../parts/link.tsx";
import { Page } from "../parts/page.tsx";
import { Empty, Shown } from "../parts/states.tsx";
import { Steady } from "../parts/steady.tsx";
import { Moment } from "../parts/times.tsx";
import { pathOf, useQuery } from "../router.ts";
import { useTexts } from "../texts/index.tsx";

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

const PAGE = 100;

interface Outbox {
  readonly items: readonly ListedOutboxNotice[];
}

function NoticeRow({
  row,
  gone,
  ofOne,
}: {
  readonly row: ListedOutboxNotice;
  readonly gone: boolean;
  readonly ofOne: boolean;
}) {
  const { t, value } = useTexts();
  return (
    <Table.Tr className={gone ? "gone" : ""}>
      <Table.Td>
        <Link to={noticePath(row.id)} data-row>
          {row.notice}
        </Link>
      </Table.Td>
      {!ofOne && (
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
  );
}

/** @param wanted what is asked of the outbox: a status, a client */
function NoticeList({ wanted }: { readonly wanted: Readonly<Record<string, string | null>> }) {
  const { t } = useTexts();
  const { list, name, limit, onMore } = useList<Outbox>("/outbox", wanted, PAGE);
  useRowKeys();
  const ofOne = "client" in wanted;
  const table = (rows: readonly { readonly row: ListedOutboxNotice; readonly gone: boolean }[]) => (
    <Table className="cards">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("notices.notice")}</Table.Th>
          {!ofOne && <Table.Th>{t("common.client")}</Table.Th>}
          <Table.Th>{t("common.channel")}</Table.Th>
          <Table.Th>{t("common.status")}</Table.Th>
          <Table.Th>{t("common.at")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map(({ row, gone }) => (
          <NoticeRow key={row.id} row={row} gone={gone} ofOne={ofOne} />
        ))}
      </Table.Tbody>
    </Table>
  );
  return (
    <Shown of={list}>
      {({ items: notices }) => (
        <>
          <Steady of={name} rows={notices} nameOf={({ id }) => id}>
            {(rows) =>
              rows.length === 0 ? (
                <Empty says={t(ofOne ? "notices.empty" : "notices.emptyAll")} />
              ) : (
                table(rows)
              )
            }
          </Steady>
          {notices.length === limit && <Cut shown={limit} of={null} onMore={onMore} />}
        </>
      )}
    </Shown>
  );
}

export default function Notices() {
  const { t, value } = useTexts();
  const [query, change] = useQuery();
  const status = query.get("status");
  return (
    <Page title={t("notices.title")}>
      <NativeSelect
        maw="16rem"
        mb="md"
        label={t("notices.status")}
        value={status ?? ""}
        onChange={(event) => change({ status: event.currentTarget.value, shown: null })}
        data={[
          { value: "", label: t("common.any") },
          ...STATUSES.map((each) => ({ value: each, label: value(each) })),
        ]}
      />
      <NoticeList wanted={{ status }} />
    </Page>
  );
}

export const ClientNotices = ({ client }: { readonly client: string }) => <NoticeList wanted={{ client }} />;

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
