// Who was shown something personal, and when.
import { Group, NativeSelect, Table, Text, TextInput } from "@mantine/core";
import type { ShownWhoami } from "../../../api/login/login.ts";
import type { ReadThing, ShownReads } from "../../../api/login/reads.ts";
import { useList } from "../api/data.ts";
import { useRowKeys } from "../keys.ts";
import { Link } from "../parts/link.tsx";
import { Listed } from "../parts/listed.tsx";
import { Page } from "../parts/page.tsx";
import { Empty } from "../parts/states.tsx";
import { Moment } from "../parts/times.tsx";
import { go, pathOf, useQuery } from "../router.ts";
import { useTexts } from "../texts/index.tsx";
import type { TextKey } from "../texts/messages.ts";

type ShownRead = ShownReads["items"][number];
/** What is personal. */
const WHAT: Readonly<Record<ReadThing, TextKey>> = {
  words: "reads.what.words",
  address: "reads.what.address",
  dossier: "reads.what.dossier",
  journal: "reads.what.journal",
  payloads: "reads.what.payloads",
  notice: "reads.what.notice",
};
const HOW: Readonly<Record<ShownWhoami["by"], TextKey>> = {
  local: "reads.how.local",
  session: "reads.how.session",
  token: "reads.how.token",
  bearer: "reads.how.bearer",
};
const FILTERS = ["client", "actor", "what", "since"] as const;
const PAGE = 100;

function Filters() {
  const { t } = useTexts();
  const [query, change] = useQuery();
  const text = (name: "client" | "actor" | "since") => ({
    value: query.get(name) ?? "",
    maxLength: 64,
    onChange: (event: { readonly currentTarget: HTMLInputElement }) =>
      change({ [name]: event.currentTarget.value }),
  });
  return (
    <Group align="flex-end" gap="sm" mb="md">
      <TextInput label={t("common.client")} {...text("client")} />
      <TextInput label={t("reads.person")} {...text("actor")} />
      <NativeSelect
        label={t("reads.what")}
        value={query.get("what") ?? ""}
        onChange={(event) => change({ what: event.currentTarget.value })}
        data={[
          { value: "", label: t("common.any") },
          ...Object.entries(WHAT).map(([what, says]) => ({ value: what, label: t(says) })),
        ]}
      />
      <TextInput type="date" label={t("reads.since")} {...text("since")} />
    </Group>
  );
}

/** A code in words; one that is newer than this page stays as it is. */
function useWord(): (words: Readonly<Record<string, TextKey>>, code: string) => string {
  const { t } = useTexts();
  return (words, code) => {
    const key = Object.hasOwn(words, code) ? words[code] : undefined;
    return key ? t(key) : code;
  };
}

function ReadRow({ row: { at, actor, how, what, client, about } }: { readonly row: ShownRead }) {
  const { t } = useTexts();
  const word = useWord();
  return (
    <Table.Tr>
      <Table.Td data-label={t("common.at")}>
        <Moment at={at} />
      </Table.Td>
      <Table.Td data-label={t("reads.who")}>{actor}</Table.Td>
      <Table.Td data-label={t("reads.how")}>{word(HOW, how)}</Table.Td>
      <Table.Td data-label={t("reads.what")}>{word(WHAT, what)}</Table.Td>
      <Table.Td data-label={t("common.client")}>
        {client === null ? (
          t("common.none")
        ) : (
          <Link to={pathOf("clients", client)} data-row>
            {client}
          </Link>
        )}
      </Table.Td>
      <Table.Td data-label={t("reads.about")}>{about ?? t("common.none")}</Table.Td>
    </Table.Tr>
  );
}

const HEADS = ["common.at", "reads.who", "reads.how", "reads.what", "common.client", "reads.about"] as const;

export default function Reads() {
  const { t } = useTexts();
  const [query] = useQuery();
  const since = query.get("since");
  const read = useList<ShownReads>(
    "/reads",
    {
      client: query.get("client"),
      actor: query.get("actor"),
      what: query.get("what"),
      since: since ? `${since}T00:00:00Z` : null,
    },
    PAGE,
  );
  useRowKeys();
  const filters = FILTERS.flatMap((filter) => query.get(filter) || []);
  const empty =
    filters.length > 0 ? (
      <Empty says={t("state.filtered", { filters: filters.join(", ") })} onClear={() => go("/reads")} />
    ) : (
      <Empty says={t("reads.empty")} />
    );
  return (
    <Page title={t("reads.title")}>
      <Text mb="md">{t("reads.says")}</Text>
      <Filters />
      <Listed read={read} heads={HEADS} empty={empty}>
        {(row) => <ReadRow row={row} />}
      </Listed>
    </Page>
  );
}
