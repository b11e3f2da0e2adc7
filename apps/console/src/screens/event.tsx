// The form of one event: what happened, then what will happen, and only then is it recorded.
import { Alert, Button, Group, Stack, Text, Textarea, Title } from "@mantine/core";
import { type FormEvent, useEffect, useState } from "react";
import type { ClientView } from "../../../api/schemas.ts";
import { type ApiDocument, DOCUMENT } from "../api/client.ts";
import { useGet } from "../api/data.ts";
import { WhatWillHappen } from "../form/ahead.tsx";
import { Field, fieldId, MomentInput } from "../form/fields.tsx";
import type { FieldSchema } from "../form/schema.ts";
import { type EventForm, useEventForm } from "../form/useEventForm.ts";
import { askedFields } from "../form/values.ts";
import { Faults } from "../parts/faults.tsx";
import { Link, LinkButton } from "../parts/link.tsx";
import { Page } from "../parts/page.tsx";
import { Recorded } from "../parts/recorded.tsx";
import { SentNote } from "../parts/sent.tsx";
import { Empty, Failed, Loading, Shown } from "../parts/states.tsx";
import { APPROVAL, type ReadDossier, readBy } from "../reading.ts";
import { go, pathOf, useQuery } from "../router.ts";
import { useTexts } from "../texts/index.tsx";
import { usePerson } from "../who.ts";

function Step1({ form }: { readonly form: EventForm }) {
  const { t, field: nameOf } = useTexts();
  const faultAt = (path: string) => {
    const fault = form.faults.find((one) => one.path === path);
    return fault && t(fault.key, fault.slots);
  };
  return (
    <Stack gap="sm">
      {form.faults.length > 0 && (
        <Faults faults={form.faults} nameOf={nameOf} key={form.faults.map(({ path }) => path).join()} />
      )}
      {askedFields(form.fields, form.filled).map((field) => (
        <Field
          key={field.path}
          field={field}
          value={form.filled[field.path] ?? ""}
          error={faultAt(field.path)}
          known={field.widget === "id" ? form.known : []}
          onChange={(text) => form.change(field.path, text)}
        />
      ))}
      <Textarea
        id={fieldId("reason")}
        label={t("common.reason")}
        description={t("form.reason.hint")}
        autosize
        minRows={2}
        required={form.sanction}
        error={faultAt("reason")}
        value={form.reason}
        onChange={(event) => form.setReason(event.currentTarget.value)}
      />
      <MomentInput
        id={fieldId("occurredAt")}
        label={t("form.occurred")}
        error={undefined}
        instant={form.occurred}
        onChange={form.setOccurred}
      />
    </Stack>
  );
}

/** A draft was there: said, and what it says can be thrown away. */
function Restored({ onAnew }: { readonly onAnew: () => void }) {
  const { t } = useTexts();
  return (
    <Alert color="gray" variant="outline">
      <Group gap="xs">
        <Text size="sm">{t("form.draft")}</Text>
        <Button size="compact-sm" variant="default" onClick={onAnew}>
          {t("form.anew")}
        </Button>
      </Group>
    </Alert>
  );
}

interface FormProps {
  readonly view: ClientView;
  readonly type: string;
  readonly schema: FieldSchema;
  readonly read: ReadDossier | null;
  readonly onAnew: () => void;
}

function Form({ view, type, schema, read, onAnew }: FormProps) {
  const { t, event } = useTexts();
  const form = useEventForm(view, type, schema, read);
  const { sending, mayRetry } = form;
  const { ahead, failed: notSeen } = form.ahead;
  const again = () => void form.record();
  if (sending.standing === "done" && sending.told)
    return <Recorded told={sending.told} client={view.client} />;
  if (sending.standing === "kept") return <SentNote sent={sending} onAskAgain={again} />;
  const anew = () => {
    form.forget();
    onAnew();
  };
  const records = ahead !== null || mayRetry;
  const submit = (submitted: FormEvent) => {
    submitted.preventDefault();
    void (records ? form.record() : form.look());
  };
  return (
    <form onSubmit={submit} noValidate style={{ maxWidth: "46rem" }}>
      <Stack gap="md">
        {form.draft && <Restored onAnew={anew} />}
        {form.sanction && (
          <Alert color="orange" variant="outline">
            {t("form.sanction")}
          </Alert>
        )}
        {read && <Text size="sm">{t("approvals.readAt", { hash: `${read.hash.slice(0, 12)}…` })}</Text>}
        <Title order={2} size="h4">
          {t("form.step1")}
        </Title>
        <Step1 form={form} />
        {ahead && (
          <>
            <Title order={2} size="h4">
              {t("form.step2")}
            </Title>
            <WhatWillHappen ahead={ahead} from={view.state} />
          </>
        )}
        {notSeen && <Failed error={notSeen} focused />}
        <SentNote sent={sending} onAskAgain={again} />
        <Group gap="xs">
          <Button type="submit" loading={form.busy}>
            {mayRetry ? t("state.retry") : records ? t("form.send", { event: event(type) }) : t("form.look")}
          </Button>
          {sending.failed?.kind === "moved" && (
            <LinkButton to={pathOf("approvals", view.client)}>{t("approvals.again")}</LinkButton>
          )}
          <LinkButton variant="default" to={pathOf("clients", view.client)}>
            {t("common.cancel")}
          </LinkButton>
        </Group>
      </Stack>
    </form>
  );
}

/** What rests on a dossier has no form before the dossier was read here. */
function Unread({ client }: { readonly client: string }) {
  useEffect(() => go(pathOf("approvals", client), { replace: true }), [client]);
  return <Loading />;
}

export default function EventScreen({ client, type }: { readonly client: string; readonly type: string }) {
  const { t, event } = useTexts();
  const person = usePerson();
  const [query] = useQuery();
  const [attempt, setAttempt] = useState(0);
  const [read] = useState(() => (type === APPROVAL ? readBy(person?.actor ?? "", client) : null));
  const document = useGet<ApiDocument>(DOCUMENT, { still: true });
  const view = useGet<ClientView>(`/clients/${encodeURIComponent(client)}`);
  if (type === APPROVAL && !read) return <Unread client={client} />;
  return (
    <Page title={event(type)} beside={<Link to={pathOf("clients", client)}>{client}</Link>}>
      <Shown of={document}>
        {({ components }) => {
          const schema = Object.hasOwn(components.schemas, type) ? components.schemas[type] : undefined;
          if (!schema) return <Empty says={t("form.unknown", { event: type })} />;
          return (
            <Shown of={view}>
              {(shown) => (
                <Form
                  // Another task is another form.
                  key={`${query.get("about")} ${query.get("task")} ${attempt}`}
                  view={shown}
                  type={type}
                  schema={schema}
                  read={read}
                  onAnew={() => setAttempt(attempt + 1)}
                />
              )}
            </Shown>
          );
        }}
      </Shown>
    </Page>
  );
}
