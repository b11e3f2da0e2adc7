// Who stands in for whom, and who is to: each for themselves, leads for anybody.
import {
  Alert,
  Badge,
  Button,
  Checkbox,
  Group,
  NativeSelect,
  Stack,
  Table,
  Text,
  TextInput,
  Title,
} from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { personId } from "../../../../values/person.ts";
import type { ListedDeputies, ShownDeputy } from "../../../api/deputies.ts";
import { post } from "../api/client.ts";
import { type ReadList, useCame, useList } from "../api/data.ts";
import { fieldId, MomentInput } from "../form/fields.tsx";
import { useShortForm } from "../form/short.ts";
import type { FieldFault } from "../form/values.ts";
import { Ending } from "../parts/ending.tsx";
import { Faults } from "../parts/faults.tsx";
import { Listed } from "../parts/listed.tsx";
import { Page } from "../parts/page.tsx";
import { Empty, Failed } from "../parts/states.tsx";
import { Moment, useMoment } from "../parts/times.tsx";
import { useQuery } from "../router.ts";
import { useTexts } from "../texts/index.tsx";
import { acts, leads, type Person, TEAM, usePerson } from "../who.ts";

const PAGE = 50;

/** What stands in the form. Instants are ISO, or empty. */
interface NamedDeputy {
  readonly absent: string;
  readonly role: string;
  readonly deputy: string;
  readonly from: string;
  readonly until: string;
}

/** What is wrong, field by field, as the API would find it. */
function faultsIn({ absent, deputy, from, until }: NamedDeputy, now: number): FieldFault[] {
  const faults: FieldFault[] = [];
  const person = (path: string, text: string) => {
    if (text.trim() === "") faults.push({ path, key: "form.fault.required" });
    else if (personId(text) === null) faults.push({ path, key: "enter.fault" });
  };
  person("absent", absent);
  person("deputy", deputy);
  if (faults.length === 0 && personId(absent) === personId(deputy))
    faults.push({ path: "deputy", key: "deputies.same" });
  const ends = Date.parse(until);
  if (until === "") faults.push({ path: "until", key: "form.fault.required" });
  else if (ends <= now) faults.push({ path: "until", key: "deputies.past" });
  else if (from !== "" && ends <= Date.parse(from)) faults.push({ path: "until", key: "deputies.order" });
  return faults;
}

/** Without a beginning, from now on. */
const name = (wanted: NamedDeputy, now: number): Promise<ShownDeputy> =>
  post<ShownDeputy>("/deputies", { ...wanted, from: wanted.from || new Date(now).toISOString() });

/** Names a deputy: for oneself, or, for those who lead, for anybody. */
function Naming({
  person,
  onDone,
}: {
  readonly person: Person;
  readonly onDone: (named: ShownDeputy) => void;
}) {
  const { t, value } = useTexts();
  const { filled, faults, faultAt, acting, change, submit } = useShortForm({
    first: { absent: person.id, role: person.role, deputy: "", from: "", until: "" },
    faultsIn,
    send: name,
    onDone,
  });
  const names = {
    absent: t("deputies.absent"),
    deputy: t("deputies.deputy"),
    until: t("deputies.until"),
  } as const;
  const id = (path: "absent" | "deputy") => (
    <TextInput
      id={fieldId(path)}
      label={names[path]}
      description={t("enter.name.hint")}
      required
      autoComplete="off"
      value={filled[path]}
      error={faultAt(path)}
      onChange={(event) => change({ [path]: event.currentTarget.value })}
    />
  );
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="sm" maw="34rem">
        {faults.length > 0 && (
          <Faults
            faults={faults}
            nameOf={(path) => names[path as keyof typeof names]}
            key={faults.map(({ path, key }) => `${path} ${key}`).join()}
          />
        )}
        {leads(person.role) ? (
          <>
            {id("absent")}
            <NativeSelect
              label={t("deputies.role")}
              value={filled.role}
              data={TEAM.map((role) => ({ value: role, label: value(role) }))}
              onChange={(event) => change({ role: event.currentTarget.value })}
            />
          </>
        ) : (
          <Text>{t("deputies.away", { actor: `${person.id}, ${value(person.role)}` })}</Text>
        )}
        {id("deputy")}
        <MomentInput
          id={fieldId("from")}
          label={t("deputies.from")}
          error={undefined}
          instant={filled.from}
          onChange={(from) => change({ from })}
        />
        <MomentInput
          id={fieldId("until")}
          label={names.until}
          required
          error={faultAt("until")}
          instant={filled.until}
          onChange={(until) => change({ until })}
        />
        {acting.failed && <Failed error={acting.failed} focused acted />}
        <Group>
          <Button type="submit" loading={acting.busy}>
            {t("deputies.add")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Named({ named }: { readonly named: ShownDeputy }) {
  const { t } = useTexts();
  const moment = useMoment();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  const { absent, deputy, untilAt } = named;
  return (
    <Alert ref={box} tabIndex={-1} role="status" color="green" mb="sm">
      ✓ {t("deputies.done", { absent, deputy, until: moment(untilAt) })}
    </Alert>
  );
}

/** Whether it counts now, and if not, why. */
function Standing({ deputy: { fromAt, untilAt, endedAt, endedBy } }: { readonly deputy: ShownDeputy }) {
  const { t } = useTexts();
  const moment = useMoment();
  const now = Date.now();
  if (endedAt !== null)
    return <Text size="sm">{t("deputies.endedBy", { at: moment(endedAt), actor: endedBy ?? "" })}</Text>;
  if (Date.parse(untilAt) <= now) return <Badge color="gray">{t("deputies.over")}</Badge>;
  if (Date.parse(fromAt) > now)
    return (
      <Badge color="blue">
        {"◷\u00a0"}
        {t("deputies.later")}
      </Badge>
    );
  return (
    <Badge color="green">
      {"✓\u00a0"}
      {t("deputies.now")}
    </Badge>
  );
}

function DeputyRow({
  row,
  gone,
  person,
}: {
  readonly row: ShownDeputy;
  readonly gone: boolean;
  readonly person: Person;
}) {
  const { t, value } = useTexts();
  const { absent, deputy, role, fromAt, untilAt, endedAt, setBy } = row;
  const theirs = leads(person.role) || (person.id === absent && person.role === role);
  const open = !gone && endedAt === null && Date.parse(untilAt) > Date.now();
  return (
    <Table.Tr className={gone ? "gone" : ""}>
      <Table.Td data-label={t("deputies.absent")}>
        {absent} ({value(role)})
      </Table.Td>
      <Table.Td data-label={t("deputies.deputy")}>{deputy}</Table.Td>
      <Table.Td data-label={t("common.since")}>
        <Moment at={fromAt} />
      </Table.Td>
      <Table.Td data-label={t("deputies.until")}>
        <Moment at={untilAt} />
      </Table.Td>
      <Table.Td data-label={t("common.status")}>
        {gone ? <Text size="sm">{t("state.goneRow")}</Text> : <Standing deputy={row} />}
      </Table.Td>
      <Table.Td data-label={t("deputies.setBy")}>{setBy}</Table.Td>
      <Table.Td>
        {open && theirs && acts(person.role) && (
          <Ending
            path={`/deputies/${encodeURIComponent(row.id)}/end`}
            says={t("deputies.end")}
            of={t("deputies.endOf", { absent, deputy })}
          />
        )}
      </Table.Td>
    </Table.Tr>
  );
}

/** What is over is listed too where the address asks for it. */
function useDeputies() {
  const [query] = useQuery();
  const all = query.get("all") === "true" ? "true" : null;
  return { all, read: useList<ListedDeputies>("/deputies", { all }, PAGE) };
}

const HEADS = [
  "deputies.absent",
  "deputies.deputy",
  "common.since",
  "deputies.until",
  "common.status",
  "deputies.setBy",
] as const;

interface DeputyListProps {
  readonly person: Person;
  readonly all: string | null;
  readonly read: ReadList<ListedDeputies>;
  readonly own: string | null;
}

function List({ person, all, read, own }: DeputyListProps) {
  const { t } = useTexts();
  const [, change] = useQuery();
  return (
    <section>
      <Checkbox
        mb="sm"
        label={t("deputies.all")}
        checked={all !== null}
        onChange={(event) => change({ all: event.currentTarget.checked ? "true" : null })}
      />
      <Listed read={read} heads={HEADS} acts empty={<Empty says={t("deputies.empty")} />} own={own}>
        {(row, gone) => <DeputyRow row={row} gone={gone} person={person} />}
      </Listed>
    </section>
  );
}

export default function Deputies() {
  const { t } = useTexts();
  const person = usePerson();
  const [named, setNamed] = useState<ShownDeputy | null>(null);
  const { all, read } = useDeputies();
  const came = useCame(read.list);
  if (!person) return null;
  return (
    <Page title={t("deputies.title")}>
      <Text mb="md" maw="46rem">
        {t("deputies.says")}
      </Text>
      <Stack gap="lg">
        <List person={person} all={all} read={read} own={named?.id ?? null} />
        {acts(person.role) && came && (
          <section className="card">
            <Title order={2} size="h4" mb="sm">
              {t("deputies.add")}
            </Title>
            {named && <Named key={named.id} named={named} />}
            {/* What was named is on record: the next one begins with an empty form. */}
            <Naming key={`after ${named?.id}`} person={person} onDone={setNamed} />
          </section>
        )}
      </Stack>
    </Page>
  );
}
