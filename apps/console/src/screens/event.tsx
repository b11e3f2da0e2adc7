// The form of one event: what happened, then what will happen, and only then is it recorded.
import { Alert, Button, Group, Stack, Text, Textarea, TextInput, Title } from "@mantine/core";
import { type FormEvent, useEffect, useRef } from "react";
import type { ClientView } from "../../../api/schemas.ts";
import { DOCUMENT } from "../api/client.ts";
import { useGet } from "../api/data.ts";
import { WhatWillHappen } from "../form/ahead.tsx";
import { Field, fieldId } from "../form/fields.tsx";
import type { FieldSchema } from "../form/schema.ts";
import { type EventForm, type ToldAnswer, useEventForm } from "../form/useEventForm.ts";
import { askedFields, type FieldFault } from "../form/values.ts";
import { Link, LinkButton } from "../parts/link.tsx";
import { Page } from "../parts/page.tsx";
import { Empty, Failed, Shown } from "../parts/states.tsx";
import { pathOf } from "../router.ts";
import { useTexts } from "../texts/index.tsx";

interface ApiDocument {
  readonly components: { readonly schemas: Readonly<Record<string, FieldSchema>> };
}

/** Leads from each fault to its field. */
function Faults({ faults }: { readonly faults: readonly FieldFault[] }) {
  const { t, field } = useTexts();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <Alert
      ref={box}
      tabIndex={-1}
      color="red"
      variant="outline"
      role="alert"
      title={t("form.faults", { n: faults.length })}
    >
      <ul>
        {faults.map(({ path, key, slots }) => (
          <li key={path}>
            <a
              href={`#${fieldId(path)}`}
              onClick={(event) => {
                event.preventDefault();
                document.getElementById(fieldId(path))?.focus();
              }}
            >
              {field(path)}: {t(key, slots)}
            </a>
          </li>
        ))}
      </ul>
    </Alert>
  );
}

function Done({ told, client }: { readonly told: ToldAnswer; readonly client: string }) {
  const { t, value } = useTexts();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  const seq = told.seq ?? 0;
  return (
    <Alert ref={box} tabIndex={-1} role="status" color="green" variant="outline">
      <Stack gap="sm" align="flex-start">
        <Text>
          {told.repeated
            ? t("form.done.again", { seq })
            : t("form.done", { seq, state: value(told.state ?? "") })}
        </Text>
        <LinkButton to={pathOf("clients", client)}>{t("form.toClient")}</LinkButton>
      </Stack>
    </Alert>
  );
}

function Step1({ form }: { readonly form: EventForm }) {
  const { t } = useTexts();
  const faultAt = (path: string) => {
    const fault = form.faults.find((one) => one.path === path);
    return fault && t(fault.key, fault.slots);
  };
  return (
    <Stack gap="sm">
      {form.faults.length > 0 && (
        <Faults faults={form.faults} key={form.faults.map(({ path }) => path).join()} />
      )}
      {askedFields(form.fields, form.filled).map((field) =>
        field.name === "openedDossierHash" && !form.filled[field.path] ? null : (
          <Field
            key={field.path}
            field={field}
            value={form.filled[field.path] ?? ""}
            error={faultAt(field.path)}
            known={field.widget === "id" ? form.known : []}
            onChange={(text) => form.change(field.path, text)}
          />
        ),
      )}
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
      <TextInput
        type="datetime-local"
        label={t("form.occurred")}
        value={form.occurred}
        onChange={(event) => form.setOccurred(event.currentTarget.value)}
      />
    </Stack>
  );
}

function Form({
  view,
  type,
  schema,
}: {
  readonly view: ClientView;
  readonly type: string;
  readonly schema: FieldSchema;
}) {
  const { t, event } = useTexts();
  const form = useEventForm(view, type, schema);
  const submit = (submitted: FormEvent) => {
    submitted.preventDefault();
    void (form.ahead ? form.record() : form.look());
  };
  if (form.told?.outcome === "accepted") return <Done told={form.told} client={view.client} />;
  const pending = form.told?.outcome === "recorded" || form.failed?.status === 0;
  return (
    <form onSubmit={submit} noValidate style={{ maxWidth: "46rem" }}>
      <Stack gap="md">
        {form.sanction && (
          <Alert color="orange" variant="outline">
            {t("form.sanction")}
          </Alert>
        )}
        <Title order={2} size="h4">
          {t("form.step1")}
        </Title>
        <Step1 form={form} />
        {form.ahead && (
          <>
            <Title order={2} size="h4">
              {t("form.step2")}
            </Title>
            <WhatWillHappen ahead={form.ahead} from={view.state} />
          </>
        )}
        {form.failed && form.failed.status !== 0 && (
          <Failed error={form.failed} focused eventId={form.eventId} />
        )}
        {pending && (
          <Alert color="yellow" variant="outline" role="alert">
            {t("state.notKnown")}
          </Alert>
        )}
        <Group gap="xs">
          <Button type="submit" loading={form.busy}>
            {form.ahead
              ? pending
                ? t("state.retry")
                : t("form.send", { event: event(type) })
              : t("form.look")}
          </Button>
          <LinkButton variant="default" to={pathOf("clients", view.client)}>
            {t("common.cancel")}
          </LinkButton>
        </Group>
      </Stack>
    </form>
  );
}

export default function EventScreen({ client, type }: { readonly client: string; readonly type: string }) {
  const { t, event } = useTexts();
  const document = useGet<ApiDocument>(DOCUMENT, { still: true });
  const view = useGet<ClientView>(`/clients/${encodeURIComponent(client)}`);
  return (
    <Page title={event(type)} beside={<Link to={pathOf("clients", client)}>{client}</Link>}>
      <Shown of={document}>
        {({ components }) => {
          const schema = Object.hasOwn(components.schemas, type) ? components.schemas[type] : undefined;
          if (!schema) return <Empty says={t("form.unknown", { event: type })} />;
          return <Shown of={view}>{(shown) => <Form view={shown} type={type} schema={schema} />}</Shown>;
        }}
      </Shown>
    </Page>
  );
}
