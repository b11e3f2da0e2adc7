// What was noticed, or what an agent proposes: it is read first, and then a person says that it is so, or that it is not.
import { Alert, Badge, Button, Group, Stack, Text, Textarea, Title } from "@mantine/core";
import { type FormEvent, useEffect, useRef, useState } from "react";
import type { JudgedSuggestion, QuotedSuggestion } from "../../../api/attention.ts";
import type { ShownItem } from "../../../api/tasks.ts";
import { useActing } from "../api/acting.ts";
import { type ApiDocument, DOCUMENT, post } from "../api/client.ts";
import { useGet } from "../api/data.ts";
import { Field, fieldId } from "../form/fields.tsx";
import { fieldsOf } from "../form/schema.ts";
import type { ToldAnswer } from "../form/useEventForm.ts";
import { askedFields, dataOf, type FieldFault, type FieldTexts, faultsOf } from "../form/values.ts";
import { Faults } from "../parts/faults.tsx";
import { Said } from "../parts/said.tsx";
import { Failed, Shown } from "../parts/states.tsx";
import { Moment } from "../parts/times.tsx";
import { Tree } from "../parts/tree.tsx";
import { useTexts } from "../texts/index.tsx";

/** What it rests on: numbers, what the client wrote, and what an agent would send. */
function Ground({ of }: { readonly of: QuotedSuggestion }) {
  const { t, value } = useTexts();
  return (
    <Stack gap="sm">
      <Text>
        <Said says={of.says} /> <Badge color="gray">{of.rule}</Badge>
      </Text>
      {Object.keys(of.numbers).length > 0 && <Tree of={of.numbers} />}
      {of.messages.map(({ name, at, channel, text }) => (
        <blockquote key={name} className="card">
          <Text size="xs" c="dimmed">
            <Moment at={at} /> · {value(channel)}
          </Text>
          <p className="letter">{text ?? t("suggested.noText")}</p>
        </blockquote>
      ))}
      {of.proposed && (
        <section className="card">
          <Title order={4} size="h6">
            {t("suggested.proposed")}
          </Title>
          <Tree of={{ data: of.proposed.data, reason: of.proposed.reason }} />
        </section>
      )}
    </Stack>
  );
}

/** What became of it. */
function Judged({ judged: { suggestion, told, next } }: { readonly judged: JudgedSuggestion }) {
  const { t, value } = useTexts();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  const { seq, state } = (told ?? {}) as Partial<ToldAnswer>;
  return (
    <Alert ref={box} tabIndex={-1} role="status" color="green" variant="outline">
      <Text>✓ {t(suggestion.state === "confirmed" ? "suggested.confirmed" : "suggested.dismissed")}</Text>
      {seq !== undefined && <Text>{t("form.done", { seq, state: value(state ?? "") })}</Text>}
      {next && (
        <Text>
          <Said says={next} />
        </Text>
      )}
    </Alert>
  );
}

interface Answering {
  readonly of: QuotedSuggestion;
  readonly document: ApiDocument;
  readonly onJudged: (judged: JudgedSuggestion) => void;
}

/** What is filled in, and what is said of it: with what the facts do not tell where it is so, and why where it is not. */
function useAnswer({ of, document, onJudged }: Answering) {
  const [filled, setFilled] = useState<FieldTexts>({});
  const [reason, setReason] = useState("");
  const [faults, setFaults] = useState<readonly FieldFault[]>([]);
  const { busy, failed, act, changed } = useActing();
  const schema = of.event === null ? undefined : document.components.schemas[of.event];
  const fields = fieldsOf(schema?.properties?.data ?? {}).filter(({ path }) =>
    of.asks.includes(path.split(".")[0] ?? ""),
  );
  const sanction = of.proposed === null && (schema?.required?.includes("reason") ?? false);
  return {
    filled,
    reason,
    faults,
    busy,
    failed,
    sanction,
    fields: askedFields(fields, filled),
    change(path: string, text: string) {
      setFilled((before) => ({ ...before, [path]: text }));
      changed();
    },
    setReason(text: string) {
      setReason(text);
      changed();
    },
    async judge(how: "confirm" | "dismiss") {
      const unsaid = (how === "dismiss" || sanction) && !reason.trim();
      const found: FieldFault[] = [
        ...(how === "confirm" ? faultsOf(fields, filled) : []),
        ...(unsaid ? [{ path: "reason", key: "form.fault.required" } as const] : []),
      ];
      setFaults(found);
      if (found.length > 0) return;
      const said = {
        ...(reason.trim() && { reason }),
        ...(how === "confirm" && fields.length > 0 && { data: dataOf(fields, filled) }),
      };
      const path = `/attention/${encodeURIComponent(of.id)}/${how}`;
      const judged = await act(() => post<JudgedSuggestion>(path, said));
      if (judged) onJudged(judged);
    },
  };
}

/** Says that it is so, or that it is not. */
function Answer(answering: Answering) {
  const { t, event, field: nameOf } = useTexts();
  const { of } = answering;
  const { fields, filled, reason, faults, busy, failed, sanction, ...on } = useAnswer(answering);
  const faultAt = (path: string) => {
    const fault = faults.find((one) => one.path === path);
    return fault && t(fault.key, fault.slots);
  };
  const submit = (submitted: FormEvent) => {
    submitted.preventDefault();
    void on.judge("confirm");
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        {faults.length > 0 && (
          <Faults faults={faults} nameOf={nameOf} key={faults.map(({ path }) => path).join()} />
        )}
        {fields.map((field) => (
          <Field
            key={field.path}
            field={field}
            value={filled[field.path] ?? ""}
            error={faultAt(field.path)}
            known={[]}
            onChange={(text) => on.change(field.path, text)}
          />
        ))}
        <Textarea
          id={fieldId("reason")}
          label={t("common.reason")}
          description={t(sanction ? "form.reason.hint" : "suggested.reason")}
          autosize
          minRows={2}
          required={sanction}
          error={faultAt("reason")}
          value={reason}
          onChange={(change) => on.setReason(change.currentTarget.value)}
        />
        {failed && <Failed error={failed} focused acted />}
        <Group gap="xs">
          <Button type="submit" loading={busy}>
            {of.event === null ? t("suggested.confirm") : t("suggested.send", { event: event(of.event) })}
          </Button>
          <Button variant="default" loading={busy} onClick={() => void on.judge("dismiss")}>
            {t("suggested.dismiss")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** What clients wrote is read when somebody asks for it: that they did is on record. */
export default function Suggested({ item }: { readonly item: ShownItem }) {
  const { t } = useTexts();
  const [asked, setAsked] = useState(false);
  const [judged, setJudged] = useState<JudgedSuggestion | null>(null);
  const found = useGet<QuotedSuggestion>(
    asked && item.about ? `/attention/${encodeURIComponent(item.about)}` : null,
    { still: true },
  );
  const document = useGet<ApiDocument>(asked ? DOCUMENT : null, { still: true });
  if (judged) return <Judged judged={judged} />;
  if (!asked)
    return (
      <Group>
        <Button variant="outline" onClick={() => setAsked(true)}>
          {t("suggested.read")}
        </Button>
      </Group>
    );
  return (
    <Shown of={found}>
      {(of) => (
        <Stack gap="md">
          <Ground of={of} />
          <Shown of={document}>
            {(described) => <Answer of={of} document={described} onJudged={setJudged} />}
          </Shown>
        </Stack>
      )}
    </Shown>
  );
}
