// What conditions of rules found: the condition in words, what was read, and the limit it was held against.
import { Code, List, Text, ThemeIcon } from "@mantine/core";
import type { ShownFinding } from "../api/error.ts";
import { useTexts } from "../texts/index.tsx";
import { ruleIn } from "../texts/rules.ts";
import { useMoment } from "./times.tsx";

const MARKS = { yes: "✓", no: "✗", open: "?" } as const;
const HUE = { yes: "green", no: "red", open: "gray" } as const;
const INSTANT = /^\d{4}-\d{2}-\d{2}T/;

/** A value as a rule read it, on one line. */
export function useReadable(): (value: unknown) => string {
  const { t, value, event, field } = useTexts();
  const moment = useMoment();
  // A code of a closed list, or an event by its name.
  const word = (code: string): string => (value(code) === code ? event(code) : value(code));
  const readable = (value: unknown): string => {
    if (value === null || value === undefined) return t("common.none");
    if (value === true) return t("common.yes");
    if (value === false) return t("common.no");
    if (typeof value === "string") return INSTANT.test(value) ? moment(value) : word(value);
    if (Array.isArray(value)) return value.length === 0 ? t("common.none") : value.map(readable).join(", ");
    if (typeof value === "object")
      return Object.entries(value)
        .map(([name, inner]) => `${field(name)}: ${readable(inner)}`)
        .join("; ");
    return String(value);
  };
  return readable;
}

export function FindingLine({ finding }: { readonly finding: ShownFinding }) {
  const { language, field, t } = useTexts();
  const readable = useReadable();
  const { rule, says, passed, read, threshold } = finding;
  const told = ruleIn(language, says);
  const facts = Object.entries(read).map(([name, value]) => `${field(name)}: ${readable(value)}`);
  const mark = passed === null ? "open" : passed ? "yes" : "no";
  return (
    <>
      <span lang={told === says ? "en" : language}>{told}</span>{" "}
      {(facts.length > 0 || threshold) && (
        <Text span size="sm" c="dimmed">
          [{[...facts, ...(threshold ? [`${t("rule.limit")}: ${readable(threshold.value)}`] : [])].join("; ")}
          ]{" "}
        </Text>
      )}
      <Code aria-label={`${t("rule.name")} ${rule}`}>{rule}</Code>
      <span className="unseen">{t(`rule.${mark}`)}</span>
    </>
  );
}

/** Each condition once: several ways of an event ask for the same. */
function distinct(findings: readonly ShownFinding[]): readonly ShownFinding[] {
  return [...new Map(findings.map((finding) => [`${finding.rule} ${finding.says}`, finding])).values()];
}

export function Findings({
  findings,
  only,
}: {
  readonly findings: readonly ShownFinding[];
  /** `failed`: those that say no. */
  readonly only?: "failed";
}) {
  const shown =
    only === "failed" ? findings.filter(({ passed, route }) => passed === false && !route) : findings;
  return (
    <List spacing={4} size="sm" listStyleType="none" className="findings">
      {distinct(shown).map((finding) => {
        const mark = finding.passed === null ? "open" : finding.passed ? "yes" : "no";
        return (
          <List.Item
            key={`${finding.rule} ${finding.says}`}
            icon={
              <ThemeIcon size={18} radius="xl" color={HUE[mark]} aria-hidden>
                <span className="mark">{MARKS[mark]}</span>
              </ThemeIcon>
            }
          >
            <FindingLine finding={finding} />
          </List.Item>
        );
      })}
    </List>
  );
}
