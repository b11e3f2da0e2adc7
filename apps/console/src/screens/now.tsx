// What can be signalled now, and why the rest cannot: as the engine explains it, never guessed.
import { Badge, Group, Stack, Text, TextInput, Title } from "@mantine/core";
import type { AllowedView, ClientView, ShownMatter } from "../../../api/schemas.ts";
import type { ApiReading } from "../api/data.ts";
import type { ShownFinding } from "../api/error.ts";
import { Answers } from "../parts/answers.tsx";
import { Findings } from "../parts/findings.tsx";
import { formPath } from "../parts/forms.ts";
import { Link, LinkButton } from "../parts/link.tsx";
import { Said } from "../parts/said.tsx";
import { Empty, Shown } from "../parts/states.tsx";
import { Deadline, Moment } from "../parts/times.tsx";
import { useQuery, withQuery } from "../router.ts";
import { useTexts } from "../texts/index.tsx";
import { acts, usePerson } from "../who.ts";

/** Refused for the role alone: another person may do it, whatever the rules say. */
const isRole = ({ rule, says }: ShownFinding): boolean =>
  rule.startsWith("R-ROL") && says.includes(" may signal ");

type JudgedEvent = AllowedView["notNow"][number];

/** Buttons, those that answer something open first and in colour. */
function Options({
  view,
  of,
}: {
  readonly view: ClientView;
  readonly of: readonly { readonly type: string }[];
}) {
  const { event } = useTexts();
  const { client } = view;
  const answers = (type: string) => view.matters.some(({ events }) => events.includes(type));
  const sorted = [...of].sort((a, b) => Number(answers(b.type)) - Number(answers(a.type)));
  return (
    <div className="actions">
      {sorted.map(({ type }) => (
        <LinkButton
          key={type}
          variant={answers(type) ? "filled" : "default"}
          to={formPath(client, type)}
          data-event={type}
        >
          {event(type)}
        </LinkButton>
      ))}
    </div>
  );
}

function NotNow({ of }: { readonly of: readonly JudgedEvent[] }) {
  const { t, event } = useTexts();
  return (
    <ul className="rows">
      {of.map(({ type, findings }) => (
        <li key={type} data-event={type}>
          <details className="row">
            <summary>
              <b>{event(type)}</b>{" "}
              <Text span size="sm" c="dimmed">
                {t("client.more", { n: findings.filter(({ passed }) => passed === false).length })}
              </Text>
            </summary>
            <Findings findings={findings as readonly ShownFinding[]} only="failed" />
          </details>
        </li>
      ))}
    </ul>
  );
}

function Lists({ view, allowed }: { readonly view: ClientView; readonly allowed: AllowedView }) {
  const { t, event } = useTexts();
  const person = usePerson();
  const [query, change] = useQuery();
  const wanted = (query.get("find") ?? "").toLowerCase();
  const found = ({ type }: { readonly type: string }) =>
    event(type).toLowerCase().includes(wanted) || type.includes(wanted);
  const open = allowed.open.filter(found);
  const now = allowed.allowed.filter(found);
  const role = allowed.notNow.filter(({ findings }) => findings.some(isRole)).filter(found);
  const rule = allowed.notNow.filter(({ findings }) => !findings.some(isRole)).filter(found);
  const can = person !== null && acts(person.role);
  return (
    <Stack gap="lg">
      <TextInput
        label={t("client.find")}
        type="search"
        value={query.get("find") ?? ""}
        onChange={(input) => change({ find: input.currentTarget.value })}
      />
      {can && (
        <section aria-labelledby="allowed">
          <Title order={2} size="h4" id="allowed" mb="xs">
            {t("client.allowed")}
          </Title>
          {now.length === 0 && open.length === 0 ? (
            <Empty says={t("client.nothing")} />
          ) : (
            <Options view={view} of={now} />
          )}
          {open.length > 0 && (
            <>
              <Title order={3} size="h5" mt="md" mb="xs">
                {t("client.open")}
              </Title>
              <Options view={view} of={open} />
            </>
          )}
        </section>
      )}
      <section aria-labelledby="not-now">
        <Title order={2} size="h4" id="not-now" mb="xs">
          {t("client.notNow")}
        </Title>
        <NotNow of={rule} />
        {role.length > 0 && (
          <details>
            <summary>
              {t("client.notRole")} ({role.length})
            </summary>
            <NotNow of={role} />
          </details>
        )}
      </section>
    </Stack>
  );
}

function Matter({ client, matter }: { readonly client: string; readonly matter: ShownMatter }) {
  const { value } = useTexts();
  return (
    <li className="row">
      <Group gap={6}>
        <b>{value(matter.kind)}</b>
        <Badge color="gray">{matter.id}</Badge>
        {matter.role && <Badge>{value(matter.role)}</Badge>}
      </Group>
      <Text size="sm">
        <Said says={matter.says} />
      </Text>
      <Text size="xs" c="dimmed">
        <Moment at={matter.since} />
      </Text>
      <Answers client={client} matter={matter} />
    </li>
  );
}

function Facts({ view }: { readonly view: ClientView }) {
  const { t, value } = useTexts();
  return (
    <dl className="pairs">
      <dt>{t("common.kind")}</dt>
      <dd>{value(view.kind)}</dd>
      <dt>{t("client.locale")}</dt>
      <dd>{value(view.locale)}</dd>
      <dt>{t("client.zone")}</dt>
      <dd>{view.zone}</dd>
      <dt>{t("client.opened")}</dt>
      <dd>
        <Moment at={view.openedAt} />
      </dd>
      <dt>{t("common.since")}</dt>
      <dd>
        <Moment at={view.at} />
      </dd>
      <dt>{t("client.entry")}</dt>
      <dd>{view.seq}</dd>
      <dt>{t("common.policy")}</dt>
      <dd>
        <Link to={withQuery("/policy", { version: view.policy })}>{view.policy}</Link>
      </dd>
      <dt>{t("client.machine")}</dt>
      <dd>
        {view.machine.id} {view.machine.version}
      </dd>
      <dt>{t("client.live")}</dt>
      <dd>{value(view.live.status)}</dd>
    </dl>
  );
}

function Beside({ view }: { readonly view: ClientView }) {
  const { t, value } = useTexts();
  return (
    <Stack gap="lg" component="aside">
      {view.measures.note && (
        <section className="card">
          <Title order={2} size="h5">
            {t("client.note")}
          </Title>
          <Text>{view.measures.note}</Text>
        </section>
      )}
      <section>
        <Title order={2} size="h5" mb={4}>
          {t("client.matters")}
        </Title>
        {view.matters.length === 0 ? (
          <Text c="dimmed">{t("client.noMatters")}</Text>
        ) : (
          <ul className="rows">
            {view.matters.map((matter) => (
              <Matter key={`${matter.kind} ${matter.id}`} client={view.client} matter={matter} />
            ))}
          </ul>
        )}
      </section>
      <section>
        <Title order={2} size="h5" mb={4}>
          {t("client.deadlines")}
        </Title>
        {view.deadlines.length === 0 ? (
          <Text c="dimmed">{t("client.noDeadlines")}</Text>
        ) : (
          view.deadlines.map(({ name, due }) => <Deadline key={name} name={name} due={due} />)
        )}
      </section>
      {view.tasks.length > 0 && (
        <section>
          <Title order={2} size="h5" mb={4}>
            {t("client.tasks")}
          </Title>
          {view.tasks.map(({ id, kind, dueAt }) => (
            <Text key={id} size="sm">
              <Link to={withQuery("/inbox", { task: id })}>{value(kind)}</Link>{" "}
              {dueAt && <Moment at={dueAt} />}
            </Text>
          ))}
        </section>
      )}
      <section className="card">
        <Title order={2} size="h5" mb={4}>
          {t("client.facts")}
        </Title>
        <Facts view={view} />
      </section>
    </Stack>
  );
}

export function Now({
  view,
  allowed,
}: {
  readonly view: ClientView;
  readonly allowed: ApiReading<AllowedView>;
}) {
  return (
    <div className="three">
      <Shown of={allowed} lines={10}>
        {(found) => <Lists view={view} allowed={found} />}
      </Shown>
      <Beside view={view} />
    </div>
  );
}
