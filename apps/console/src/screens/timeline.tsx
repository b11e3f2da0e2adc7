// The journal of a client, entry by entry, and where they stood after each.
import { Alert, Badge, Button, Checkbox, Code, Group, Slider, Stack, Text, Title } from "@mantine/core";
import { useEffect, useState } from "react";
import type { z } from "zod";
import type { ClientView, entrySchema, timelineSchema } from "../../../api/schemas.ts";
import { useGet } from "../api/data.ts";
import type { ShownFinding } from "../api/error.ts";
import { usePhysicalKeys } from "../keys.ts";
import { Findings, useReadable } from "../parts/findings.tsx";
import { Empty, Shown } from "../parts/states.tsx";
import { Deadline, Moment, useMoment } from "../parts/times.tsx";
import { useQuery, withQuery } from "../router.ts";
import { useTexts } from "../texts/index.tsx";
import { StateBadge } from "./clients.tsx";

export type Timeline = z.infer<typeof timelineSchema>;
type ShownEntry = z.infer<typeof entrySchema>;

/** How many entries are read. */
const MOST = 10_000;
/** How many of the latest entries are drawn at first. */
const SHOWN = 100;
const KINDS = ["refused", "notices", "system"] as const;

function kindsOf({ outcome, type, actor }: ShownEntry): readonly (typeof KINDS)[number][] {
  return [
    ...(outcome === "refused" ? (["refused"] as const) : []),
    ...(type.startsWith("notice.") ? (["notices"] as const) : []),
    ...(actor.role === "system" ? (["system"] as const) : []),
  ];
}

function Entry({ entry, here }: { readonly entry: ShownEntry; readonly here: boolean }) {
  const { t, event, value } = useTexts();
  const readable = useReadable();
  const moved = entry.from.state !== entry.to.state;
  const failed = entry.findings.filter(({ passed, route }) => passed === false && !route) as ShownFinding[];
  const data = entry.data as Readonly<Record<string, unknown>> | null;
  return (
    <li className="row" aria-current={here ? "true" : undefined} data-seq={entry.seq}>
      <Group gap={8}>
        <Text fw={600}>
          {entry.seq}. {event(entry.type)}
        </Text>
        {entry.outcome === "refused" && <Badge color="red">✗ {t("common.refused")}</Badge>}
        {moved && entry.outcome === "accepted" && (
          <Badge color="blue">
            {value(entry.from.state)} → {value(entry.to.state)}
          </Badge>
        )}
        {!entry.attested && <Badge color="gray">{t("timeline.unsigned")}</Badge>}
      </Group>
      <Text size="sm" c="dimmed">
        <Moment at={entry.receivedAt} /> · {entry.actor.id} ({value(entry.actor.role)})
        {entry.occurredAt !== entry.receivedAt && (
          <>
            {" "}
            · {t("timeline.occurred")} <Moment at={entry.occurredAt} />
          </>
        )}
      </Text>
      {failed.length > 0 && entry.outcome === "refused" && <Findings findings={failed} />}
      <details>
        <summary>
          {t("timeline.data")}
          {entry.effects.length > 0 && `, ${t("timeline.effects")} (${entry.effects.length})`}
        </summary>
        {data && Object.keys(data).length > 0 && (
          <dl className="pairs">
            {Object.entries(data).map(([name, each]) => (
              <Pair key={name} name={name} says={readable(each)} />
            ))}
          </dl>
        )}
        {entry.effects.map(({ id, type, params }) => (
          <Text size="sm" key={id}>
            {type}: {readable(params)}
          </Text>
        ))}
        <Code>{entry.hash}</Code>
      </details>
    </li>
  );
}

function Pair({ name, says }: { readonly name: string; readonly says: string }) {
  const { field } = useTexts();
  return (
    <>
      <dt>{field(name)}</dt>
      <dd>{says}</dd>
    </>
  );
}

/** Arrows step, with Shift to the next state; Home and End lead to the ends. @returns the step to an entry. */
function useStepKeys(
  entries: readonly ShownEntry[],
  at: number,
  onStep: (to: number) => void,
): (n: number) => void {
  const last = entries.length - 1;
  const to = (n: number) => onStep(Math.min(Math.max(n, 0), last));
  const nextState = (by: 1 | -1): number => {
    for (let n = at + by; n >= 0 && n <= last; n += by)
      if (entries[n]?.to.state !== entries[at]?.to.state) return n;
    return by === 1 ? last : 0;
  };
  usePhysicalKeys({
    ArrowLeft: () => to(at - 1),
    ArrowRight: () => to(at + 1),
    "Shift+ArrowLeft": () => to(nextState(-1)),
    "Shift+ArrowRight": () => to(nextState(1)),
    Home: () => to(0),
    End: () => to(last),
  });
  return to;
}

function Steps({
  entries,
  at,
  onStep,
}: {
  readonly entries: readonly ShownEntry[];
  readonly at: number;
  readonly onStep: (to: number) => void;
}) {
  const { t, value } = useTexts();
  const moment = useMoment();
  const last = entries.length - 1;
  const entry = entries[at];
  const to = useStepKeys(entries, at, onStep);
  const says = (n: number) => {
    const one = entries[n];
    return one
      ? t("timeline.at", {
          n: n + 1,
          all: entries.length,
          at: moment(one.receivedAt),
          state: value(one.to.state),
        })
      : "";
  };
  return (
    <section className="card" aria-label={t("timeline.slider")}>
      <Group gap="xs" mb="xs">
        <Button size="compact-sm" variant="default" onClick={() => to(0)}>
          {t("timeline.first")}
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          aria-label={t("timeline.prev")}
          onClick={() => to(at - 1)}
        >
          ◀
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          aria-label={t("timeline.next")}
          onClick={() => to(at + 1)}
        >
          ▶
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => to(last)}>
          {t("timeline.last")}
        </Button>
        <Text size="sm" role="status">
          {says(at)}
        </Text>
      </Group>
      {last > 0 && (
        <Slider
          min={0}
          max={last}
          value={at}
          onChange={to}
          label={null}
          thumbLabel={t("timeline.slider")}
          thumbValueText={says(at)}
        />
      )}
      {entry && (
        <Group mt="xs" gap="xs">
          <StateBadge state={entry.to.state} />
          {entry.deadlines.map(({ name, due }) => (
            <Deadline key={name} name={name} due={due} />
          ))}
        </Group>
      )}
    </section>
  );
}

function Entries({ entries }: { readonly entries: readonly ShownEntry[] }) {
  const { t } = useTexts();
  const moment = useMoment();
  const [query, change] = useQuery();
  const hidden = (query.get("hide") ?? "").split(",").filter(Boolean);
  const last = entries.length - 1;
  const wanted = entries.findIndex(({ seq }) => String(seq) === query.get("at"));
  const at = wanted < 0 ? last : wanted;
  const shown = Number(query.get("shown") ?? SHOWN);
  const until = entries.slice(0, at + 1).toReversed();
  const listed = until.filter((entry) => !kindsOf(entry).some((kind) => hidden.includes(kind)));
  const folded = until.length - listed.length;
  const step = (n: number) => change({ at: n === last ? null : String(entries[n]?.seq) });
  if (entries.length === 0) return <Empty says={t("timeline.empty")} />;
  return (
    <Stack gap="sm">
      {at < last && (
        <Alert color="yellow" variant="outline">
          <Group gap="xs">
            <Text>{t("state.past", { at: moment(entries[at]?.receivedAt ?? "") })}</Text>
            <Button size="compact-sm" onClick={() => step(last)}>
              {t("state.now")}
            </Button>
          </Group>
        </Alert>
      )}
      <Steps entries={entries} at={at} onStep={step} />
      <Group gap="md">
        {KINDS.map((kind) => (
          <Checkbox
            key={kind}
            label={t(`timeline.${kind}`)}
            checked={!hidden.includes(kind)}
            onChange={(event) =>
              change({
                hide: event.currentTarget.checked
                  ? hidden.filter((each) => each !== kind).join(",")
                  : [...hidden, kind].join(","),
              })
            }
          />
        ))}
        {folded > 0 && (
          <Text size="sm" c="dimmed">
            {t("timeline.folded", { n: folded })}
          </Text>
        )}
      </Group>
      <ol className="rows" reversed>
        {listed.slice(0, shown).map((entry) => (
          <Entry key={entry.seq} entry={entry} here={entry.seq === entries[at]?.seq} />
        ))}
      </ol>
      {listed.length > shown && (
        <Button variant="default" onClick={() => change({ shown: String(shown + SHOWN) })}>
          {t("timeline.older")}
        </Button>
      )}
    </Stack>
  );
}

export default function TimelineTab({ view }: { readonly view: ClientView }) {
  const { t } = useTexts();
  const [query] = useQuery();
  // The latest ones of a long journal; which those are is said when the tab opens.
  const [after] = useState(() => Math.max(view.seq - MOST, 0));
  const isPast = query.get("at") !== null;
  const timeline = useGet<Timeline>(
    withQuery(`/clients/${encodeURIComponent(view.client)}/timeline`, {
      afterSeq: String(after),
      limit: String(MOST),
    }),
    // What was does not change.
    { still: isPast },
  );
  const { refetch } = timeline;
  useEffect(() => {
    if (!isPast) void refetch();
  }, [isPast, refetch]);
  return (
    <section>
      <Title order={2} size="h4" mb="sm" className="unseen">
        {t("timeline.title")}
      </Title>
      {after > 0 && <Text size="sm">{t("timeline.before", { seq: after + 1 })}</Text>}
      <Shown of={timeline} lines={10}>
        {({ items }) => <Entries entries={items} />}
      </Shown>
    </section>
  );
}
