// R-POL-1: the numbers that decide, each with its rule and since when.
import { Anchor, Badge, Code, NativeSelect, Stack, Table, Text, Title } from "@mantine/core";
import type { ListedPolicies, PolicyView } from "../../../api/policies.ts";
import { useGet } from "../api/data.ts";
import { Page } from "../parts/page.tsx";
import { Empty, Shown } from "../parts/states.tsx";
import { Moment } from "../parts/times.tsx";
import { go, useQuery } from "../router.ts";
import { useTexts } from "../texts/index.tsx";
import type { TextKey } from "../texts/messages.ts";
import { NAMES, namedAt, PARTS, pairIn, WORDS } from "../texts/policy.ts";

type PolicyNumber = PolicyView["values"][number];

/** By how the name of a value ends. */
const UNITS: readonly (readonly [RegExp, TextKey])[] = [
  [/days$/i, "common.days"],
  [/months$/i, "policy.months"],
  [/hours$/i, "policy.hours"],
  [/minutes$/i, "policy.minutes"],
  [/seconds$/i, "policy.seconds"],
];

/** A rate an hour, in the currency that its place names. */
function moneyIn(language: string, currency: string, minor: number): string {
  const format = new Intl.NumberFormat(language, { style: "currency", currency });
  return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

/** How values are called and written. */
function usePolicyWords() {
  const { language, t, value: word } = useTexts();
  const codeOf = (code: string): string => {
    const own = pairIn(WORDS, language, code);
    return own === code ? word(code) : own;
  };
  const written = (path: string, one: string | number | boolean): string => {
    if (typeof one === "boolean") return t(one ? "common.yes" : "common.no");
    if (typeof one === "string") return codeOf(one);
    const [, currency] = /^value\.rates\.([A-Z]{3})\./.exec(path) ?? [];
    if (currency !== undefined) return moneyIn(language, currency, one);
    if (/^segments\.weights/.test(path)) return String(one);
    if (/Pct$/.test(path)) return `${one}\u00a0%`;
    const [, unit] = UNITS.find(([ends]) => ends.test(path)) ?? [];
    return unit ? t(unit, { n: one }) : String(one);
  };
  return {
    nameOf(path: string): string {
      const known = namedAt(path);
      return known ? pairIn(NAMES, language, known.at) : path;
    },
    /** What of many it is about: a role, a currency, a reason to pay less. */
    ofWhat: (path: string): readonly string[] => (namedAt(path)?.names ?? []).map(word),
    partOf: (part: string): string => pairIn(PARTS, language, part),
    toldOf({ path, value }: PolicyNumber): string {
      if (!Array.isArray(value)) return written(path, value as string | number | boolean);
      return value.map((one) => written(path, one)).join(", ") || t("common.none");
    },
  };
}

/** Values that are told in one line: the rates of a currency, the answer to one reason to pay less. */
const TOGETHER = /^(value\.rates|discounts)\.\w+/;

/** Lines of a part: each has its rule, and one version since which it is what it is. */
const linesOf = (values: readonly PolicyNumber[]): (readonly [string, readonly PolicyNumber[]])[] => [
  ...Map.groupBy(values, ({ path, since }) => `${TOGETHER.exec(path)?.[0] ?? path} ${since}`),
];

function Line({ values, isNew }: { readonly values: readonly PolicyNumber[]; readonly isNew: boolean }) {
  const { t } = useTexts();
  const { nameOf, ofWhat, toldOf } = usePolicyWords();
  const [first] = values;
  if (!first) return null;
  const { path, rule, since, sinceDay } = first;
  const together = TOGETHER.exec(path)?.[0];
  const [whole, each] = ofWhat(path);
  const title = whole === undefined ? nameOf(path) : each === undefined ? whole : `${nameOf(path)}, ${whole}`;
  return (
    <Table.Tr>
      <Table.Td>
        {title}{" "}
        <Text span size="xs" c="dimmed">
          {together ?? path}
        </Text>
      </Table.Td>
      <Table.Td data-label={t("policy.value")}>
        {values.map((one) => (
          <span key={one.path} data-path={one.path} className={together && "each"}>
            {together !== undefined && `${ofWhat(one.path)[1] ?? nameOf(one.path)}: `}
            <b>{toldOf(one)}</b>
          </span>
        ))}
      </Table.Td>
      <Table.Td data-label={t("policy.rule")}>
        {rule === null ? t("common.none") : <Code>{rule}</Code>}
      </Table.Td>
      <Table.Td data-label={t("common.since")}>
        <Moment at={sinceDay} />{" "}
        <Text span size="sm" c="dimmed" style={{ whiteSpace: "nowrap" }}>
          {t("policy.version", { version: since })}
        </Text>{" "}
        {isNew && <Badge color="orange">{t("policy.new")}</Badge>}
      </Table.Td>
    </Table.Tr>
  );
}

function Part({
  part,
  values,
  now,
}: {
  readonly part: string;
  readonly values: readonly PolicyNumber[];
  readonly now: string;
}) {
  const { t } = useTexts();
  const { partOf } = usePolicyWords();
  return (
    <section>
      <Title order={2} size="h4" mb="xs">
        {partOf(part)}
      </Title>
      <Table className="cards policy" verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("policy.what")}</Table.Th>
            <Table.Th>{t("policy.value")}</Table.Th>
            <Table.Th>{t("policy.rule")}</Table.Th>
            <Table.Th>{t("common.since")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {linesOf(values).map(([name, some]) => (
            <Line key={name} values={some} isNew={some[0]?.since === now} />
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

function Values({ policy, first }: { readonly policy: PolicyView; readonly first: boolean }) {
  const { t, language } = useTexts();
  const parts = Map.groupBy(policy.values, ({ path }) => path.split(".")[0] ?? "");
  return (
    <>
      <dl className="pairs">
        <dt>{t("policy.one")}</dt>
        <dd>
          {policy.version} {policy.inForce && <Badge color="green">{`✓\u00a0${t("policy.inForce")}`}</Badge>}
        </dd>
        <dt>{t("policy.from")}</dt>
        <dd>
          <Moment at={policy.validFrom} />
        </dd>
      </dl>
      <p>
        <Anchor href={`/policy/${encodeURIComponent(policy.version)}/${language}`}>
          {t("policy.public")}
        </Anchor>
      </p>
      {[...parts].map(([part, values]) => (
        // Of the first version everything is new, which says nothing.
        <Part key={part} part={part} values={values} now={first ? "" : policy.version} />
      ))}
    </>
  );
}

export default function Policies() {
  const { t } = useTexts();
  const [query, change] = useQuery();
  const policies = useGet<ListedPolicies>("/policies?limit=1000", { still: true });
  const asked = query.get("version");
  return (
    <Page title={t("policy.title")}>
      <Text mb="md" maw="46rem">
        {t("policy.says")}
      </Text>
      <Shown of={policies} lines={12}>
        {({ items }) => {
          const shown = items.find(({ version, inForce }) => (asked ? version === asked : inForce));
          return (
            <Stack gap="lg">
              {items.length > 1 && (
                <NativeSelect
                  label={t("policy.one")}
                  maw="20rem"
                  value={shown?.version ?? ""}
                  data={[
                    ...(shown ? [] : [{ value: "", label: "…" }]),
                    ...items.map(({ version }) => ({ value: version, label: version })),
                  ]}
                  onChange={(event) => change({ version: event.currentTarget.value })}
                />
              )}
              {shown ? (
                <Values policy={shown} first={shown === items.at(-1)} />
              ) : (
                <Empty says={t("policy.missing", { version: asked ?? "" })} onClear={() => go("/policy")} />
              )}
              {/* The place of comparing versions, of the plan and of adoption. */}
              <section id="next">
                <Title order={2} size="h4" mb="xs">
                  {t("policy.next")}
                </Title>
                <Text>{t("policy.next.says")}</Text>
              </section>
            </Stack>
          );
        }}
      </Shown>
    </Page>
  );
}
