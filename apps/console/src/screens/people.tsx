// How whoever sits here is known, their sessions and tokens, and who signs in.
import { Stack, Table, Title } from "@mantine/core";
import type { ListedPeople, ShownWhoami } from "../../../api/login/login.ts";
import { type ApiReading, useCame, useGet, useList } from "../api/data.ts";
import { Listed } from "../parts/listed.tsx";
import { Page } from "../parts/page.tsx";
import { Empty, Shown } from "../parts/states.tsx";
import { Moment } from "../parts/times.tsx";
import { useTexts } from "../texts/index.tsx";
import { seesPeople, usePerson } from "../who.ts";
import { OwnSessions } from "./sessions.tsx";
import { Tokens } from "./tokens.tsx";

const PAGE = 100;

function You({ who }: { readonly who: ApiReading<ShownWhoami> }) {
  const { t, value } = useTexts();
  return (
    <section>
      <Title order={2} size="h4" mb="xs">
        {t("people.you")}
      </Title>
      <Shown of={who} lines={3}>
        {({ person, roles, teams, by }) => (
          <dl className="pairs">
            <dt>{t("people.person")}</dt>
            <dd>{person}</dd>
            <dt>{t("people.roles")}</dt>
            <dd>{roles.map(value).join(", ")}</dd>
            {teams.length > 0 && (
              <>
                <dt>{t("people.teams")}</dt>
                <dd>{teams.join(", ")}</dd>
              </>
            )}
            <dt>{t("people.knownBy")}</dt>
            <dd>{t(`people.knownBy.${by}`)}</dd>
          </dl>
        )}
      </Shown>
    </section>
  );
}

const HEADS = ["people.person", "people.roles", "people.teams", "people.firstAt", "people.seenAt"] as const;

/** Who has signed in with the provider; an engine without one knows nobody. */
function Seen() {
  const { t, value } = useTexts();
  const read = useList<ListedPeople>("/people", {}, PAGE);
  return (
    <section>
      <Title order={2} size="h4" mb="xs">
        {t("people.seen")}
      </Title>
      <Listed read={read} heads={HEADS} empty={<Empty says={t("people.nobody")} />}>
        {({ id, name, roles, teams, firstAt, seenAt }) => (
          <Table.Tr>
            <Table.Td data-label={t("people.person")}>{name ? `${id} (${name})` : id}</Table.Td>
            <Table.Td data-label={t("people.roles")}>{roles.map(value).join(", ")}</Table.Td>
            <Table.Td data-label={t("people.teams")}>{teams.join(", ") || t("common.none")}</Table.Td>
            <Table.Td data-label={t("people.firstAt")}>
              <Moment at={firstAt} />
            </Table.Td>
            <Table.Td data-label={t("people.seenAt")}>
              <Moment at={seenAt} />
            </Table.Td>
          </Table.Tr>
        )}
      </Listed>
    </section>
  );
}

export default function People() {
  const { t } = useTexts();
  const person = usePerson();
  const who = useGet<ShownWhoami>("/whoami");
  const came = useCame(who);
  if (!person) return null;
  return (
    <Page title={t("people.title")}>
      <Stack gap="xl">
        <You who={who} />
        {came && (
          <OwnSessions>
            <Tokens person={person}>{seesPeople(person.role) && <Seen />}</Tokens>
          </OwnSessions>
        )}
      </Stack>
    </Page>
  );
}
