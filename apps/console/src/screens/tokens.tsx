// Tokens for programs: which there are, one more, and the end of one.
import {
  Alert,
  Badge,
  Button,
  Checkbox,
  Code,
  Group,
  NativeSelect,
  Stack,
  Table,
  Text,
  TextInput,
  Title,
} from "@mantine/core";
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { ListedTokens, MadeToken, ShownToken, ShownWhoami } from "../../../api/login/login.ts";
import { post } from "../api/client.ts";
import { type ReadList, useCame, useList } from "../api/data.ts";
import { fieldId } from "../form/fields.tsx";
import { useShortForm } from "../form/short.ts";
import type { FieldFault } from "../form/values.ts";
import { Ending } from "../parts/ending.tsx";
import { Faults } from "../parts/faults.tsx";
import { Listed } from "../parts/listed.tsx";
import { Empty, Failed } from "../parts/states.tsx";
import { Moment, useMoment } from "../parts/times.tsx";
import { useQuery } from "../router.ts";
import { useTexts } from "../texts/index.tsx";
import type { TextKey } from "../texts/messages.ts";
import { oversees, type Person } from "../who.ts";

type ScopeName = NonNullable<ShownWhoami["scopes"]>[number];
/** Each scope that there is, in words. */
const SCOPES: Readonly<Record<ScopeName, TextKey>> = {
  read: "tokens.scope.read",
  propose: "tokens.scope.propose",
  signal: "tokens.scope.signal",
  facts: "tokens.scope.facts",
  run: "tokens.scope.run",
};
const MOST_DAYS = 366;
const USUAL_DAYS = "90";
const LONGEST_NOTE = 200;
const PAGE = 50;

/** What stands in the form. */
interface AskedToken {
  readonly role: string;
  readonly scopes: readonly string[];
  readonly days: string;
  readonly note: string;
}

/** What is wrong, field by field, as the API would find it. */
function faultsIn({ scopes, days, note }: AskedToken): FieldFault[] {
  const faults: FieldFault[] = [];
  const n = Number(days);
  if (scopes.length === 0) faults.push({ path: "scopes", key: "tokens.fault.scopes" });
  if (days.trim() === "") faults.push({ path: "days", key: "form.fault.required" });
  else if (!/^\d+$/.test(days.trim())) faults.push({ path: "days", key: "form.fault.number" });
  else if (n < 1) faults.push({ path: "days", key: "form.fault.min", slots: { min: 1 } });
  else if (n > MOST_DAYS) faults.push({ path: "days", key: "form.fault.max", slots: { max: MOST_DAYS } });
  if (note.length > LONGEST_NOTE)
    faults.push({ path: "note", key: "form.fault.long", slots: { max: LONGEST_NOTE } });
  return faults;
}

function Making({ person, onMade }: { readonly person: Person; readonly onMade: (made: MadeToken) => void }) {
  const { t, value } = useTexts();
  const { filled, faults, faultAt, acting, change, submit } = useShortForm({
    first: { role: person.role, scopes: ["read"], days: USUAL_DAYS, note: "" },
    faultsIn,
    send: ({ role, scopes, days, note }: AskedToken) => {
      const said = note.trim();
      return post<MadeToken>("/tokens", { role, scopes, days: Number(days), ...(said && { note: said }) });
    },
    onDone: onMade,
  });
  const names = { scopes: t("tokens.scopes"), days: t("tokens.days"), note: t("tokens.note") } as const;
  const common = (path: keyof typeof names) => ({
    id: fieldId(path),
    label: names[path],
    error: faultAt(path),
  });
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
        <NativeSelect
          label={t("deputies.role")}
          value={filled.role}
          data={person.roles.map((role) => ({ value: role, label: value(role) }))}
          onChange={(event) => change({ role: event.currentTarget.value })}
        />
        <Checkbox.Group
          {...common("scopes")}
          // A link that leads here has to find something that takes the keyboard.
          tabIndex={-1}
          required
          value={[...filled.scopes]}
          onChange={(scopes) => change({ scopes })}
        >
          <Stack gap="xs" mt={6}>
            {Object.entries(SCOPES).map(([scope, says]) => (
              <Checkbox key={scope} value={scope} label={t(says)} />
            ))}
          </Stack>
        </Checkbox.Group>
        <TextInput
          {...common("days")}
          required
          inputMode="numeric"
          value={filled.days}
          onChange={(event) => change({ days: event.currentTarget.value })}
        />
        <TextInput
          {...common("note")}
          description={t("tokens.note.hint")}
          value={filled.note}
          onChange={(event) => change({ note: event.currentTarget.value })}
        />
        {acting.failed && <Failed error={acting.failed} focused acted />}
        <Group>
          <Button type="submit" loading={acting.busy}>
            {t("tokens.make")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** The secret of a token that was just made. It stands here until it is hidden, and nowhere else. */
function Secret({ made: { id, secret }, onHide }: { readonly made: MadeToken; readonly onHide: () => void }) {
  const { t } = useTexts();
  const [copied, setCopied] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  const copy = () => navigator.clipboard.writeText(secret).then(() => setCopied(true));
  return (
    <Alert ref={box} tabIndex={-1} role="status" color="green" mb="sm">
      <Stack gap="xs" align="flex-start">
        <Text>✓ {t("tokens.secret", { id })}</Text>
        <Code block className="secret">
          {secret}
        </Code>
        <Text size="sm">{t("tokens.secret.use")}</Text>
        <Group gap="xs">
          <Button size="compact-sm" onClick={() => void copy()}>
            {t(copied ? "state.copied" : "tokens.secret.copy")}
          </Button>
          <Button size="compact-sm" variant="default" onClick={onHide}>
            {t("tokens.secret.hide")}
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}

function Counting({ token: { endsAt, revokedAt, revokedBy } }: { readonly token: ShownToken }) {
  const { t } = useTexts();
  const moment = useMoment();
  if (revokedAt !== null)
    return <Text size="sm">{t("tokens.ended", { at: moment(revokedAt), actor: revokedBy ?? "" })}</Text>;
  const over = Date.parse(endsAt) <= Date.now();
  return (
    <Badge color={over ? "gray" : "green"}>
      {over ? "" : "✓\u00a0"}
      {t(over ? "tokens.expired" : "tokens.until", { at: moment(endsAt) })}
    </Badge>
  );
}

function TokenRow({ row }: { readonly row: ShownToken }) {
  const { t, value } = useTexts();
  const { id, person, role, scopes, endsAt, usedAt, revokedAt, note } = row;
  return (
    <Table.Tr>
      <Table.Td data-label={t("tokens.token")}>
        <Code>{id}</Code>
      </Table.Td>
      <Table.Td data-label={t("tokens.actsAs")}>
        {person} ({value(role)})
      </Table.Td>
      <Table.Td data-label={t("tokens.scopes")}>{scopes.join(", ")}</Table.Td>
      <Table.Td data-label={t("tokens.counts")}>
        <Counting token={row} />
      </Table.Td>
      <Table.Td data-label={t("tokens.used")}>
        {usedAt === null ? t("tokens.never") : <Moment at={usedAt} />}
      </Table.Td>
      <Table.Td data-label={t("tokens.note")}>{note ?? t("common.none")}</Table.Td>
      <Table.Td>
        {revokedAt === null && Date.parse(endsAt) > Date.now() && (
          <Ending
            path={`/tokens/${encodeURIComponent(id)}/revocation`}
            says={t("tokens.end")}
            of={t("tokens.endOf", { id })}
          />
        )}
      </Table.Td>
    </Table.Tr>
  );
}

const HEADS = [
  "tokens.token",
  "tokens.actsAs",
  "tokens.scopes",
  "tokens.counts",
  "tokens.used",
  "tokens.note",
] as const;

/** Everybody's, where the address asks for it and the role lets them. */
function useTokens(person: Person) {
  const [query] = useQuery();
  const all = oversees(person.role) && query.get("all") === "true" ? "true" : null;
  return { all, read: useList<ListedTokens>("/tokens", { all }, PAGE) };
}

interface TokenListProps {
  readonly person: Person;
  readonly all: string | null;
  readonly read: ReadList<ListedTokens>;
  readonly own: string | null;
}

function List({ person, all, read, own }: TokenListProps) {
  const { t } = useTexts();
  const [, change] = useQuery();
  return (
    <>
      {oversees(person.role) && (
        <Checkbox
          mb="sm"
          label={t("tokens.all")}
          checked={all !== null}
          onChange={(event) => change({ all: event.currentTarget.checked ? "true" : null })}
        />
      )}
      <Listed read={read} heads={HEADS} acts empty={<Empty says={t("tokens.empty")} />} own={own}>
        {(row) => <TokenRow row={row} />}
      </Listed>
    </>
  );
}

/** @param children what stands below */
export function Tokens({ person, children }: { readonly person: Person; readonly children: ReactNode }) {
  const { t } = useTexts();
  const [made, setMade] = useState<MadeToken | null>(null);
  const [hidden, setHidden] = useState(false);
  const { all, read } = useTokens(person);
  const came = useCame(read.list);
  return (
    <>
      <section>
        <Title order={2} size="h4" mb="xs">
          {t("tokens.title")}
        </Title>
        <Text mb="sm" maw="46rem">
          {t("tokens.says")}
        </Text>
        <List person={person} all={all} read={read} own={made?.id ?? null} />
        {came && (
          <section className="card" style={{ marginTop: "1rem" }}>
            <Title order={3} size="h5" mb="sm">
              {t("tokens.make")}
            </Title>
            {made && !hidden && <Secret key={made.id} made={made} onHide={() => setHidden(true)} />}
            <Making
              key={`after ${made?.id}`}
              person={person}
              onMade={(one) => {
                setMade(one);
                setHidden(false);
              }}
            />
          </section>
        )}
      </section>
      {came && children}
    </>
  );
}
