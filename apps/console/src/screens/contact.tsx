// How a client is named and reached: told when the relationship opens, and put right later.
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { type FormEvent, type ReactNode, useMemo, useState } from "react";
import { type ApiDocument, DOCUMENT, post } from "../api/client.ts";
import { useGet } from "../api/data.ts";
import { useSending } from "../api/sending.ts";
import { Field } from "../form/fields.tsx";
import { type FieldSchema, type FormField, fieldsOf } from "../form/schema.ts";
import type { ToldAnswer } from "../form/useEventForm.ts";
import { askedFields, dataOf, type FieldFault, type FieldTexts, faultsOf } from "../form/values.ts";
import { Faults } from "../parts/faults.tsx";
import { Link, LinkButton } from "../parts/link.tsx";
import { Page } from "../parts/page.tsx";
import { Recorded } from "../parts/recorded.tsx";
import { SentNote } from "../parts/sent.tsx";
import { Shown } from "../parts/states.tsx";
import { pathOf } from "../router.ts";
import { useTexts } from "../texts/index.tsx";
import { opens, usePerson } from "../who.ts";

/** The id of the client who opens; the API says how one is written. */
const CLIENT: FormField = {
  path: "clientId",
  name: "clientId",
  widget: "text",
  required: true,
  nullable: false,
  schema: { maxLength: 64 },
  options: [],
};
/** Asked for by few companies, and by no rule yet. */
const SELDOM = ["country", "consumer", "publicContract", "sector", "aliases", "policy", "occurredAt"];
/** What is likely meant, as the browser knows it. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  zone: Intl.supportedValuesOf("timeZone"),
  currency: Intl.supportedValuesOf("currency"),
};

const isSeldom = ({ path }: FormField): boolean => SELDOM.includes(path);

interface ContactFormProps {
  readonly fields: readonly FormField[];
  /** What stands in the fields at first. */
  readonly first: FieldTexts;
  readonly button: string;
  /** Where it is sent to. */
  readonly to: (filled: FieldTexts) => { readonly client: string; readonly path: string };
  readonly cancel: string;
}

function ContactForm({ fields, first, button, to, cancel }: ContactFormProps) {
  const { t, field: nameOf } = useTexts();
  const [filled, setFilled] = useState(first);
  const [faults, setFaults] = useState<readonly FieldFault[]>([]);
  const sending = useSending<ToldAnswer>();
  const { client, path } = to(filled);
  const send = () =>
    void sending.send((eventId) => {
      const { clientId: _, ...told } = dataOf(fields, filled);
      return post<ToldAnswer>(path, { ...told, eventId });
    });
  if (sending.standing === "done" && sending.told) return <Recorded client={client} told={sending.told} />;
  if (sending.standing === "kept") return <SentNote sent={sending} onAskAgain={send} />;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = faultsOf(fields, filled);
    setFaults(found);
    if (found.length === 0) send();
  };
  const faultAt = (at: string) => {
    const fault = faults.find((one) => one.path === at);
    return fault && t(fault.key, fault.slots);
  };
  const drawn = (of: readonly FormField[]) =>
    askedFields(of, filled).map((field) => (
      <Field
        key={field.path}
        field={field}
        value={filled[field.path] ?? ""}
        error={faultAt(field.path)}
        known={KNOWN[field.path] ?? []}
        onChange={(text) => {
          setFilled((before) => ({ ...before, [field.path]: text }));
          sending.changed();
        }}
      />
    ));
  const seldom = fields.filter(isSeldom);
  return (
    <form onSubmit={submit} noValidate style={{ maxWidth: "46rem" }}>
      <Stack gap="sm">
        {faults.length > 0 && (
          <Faults faults={faults} nameOf={nameOf} key={faults.map(({ path: at }) => at).join()} />
        )}
        {drawn(fields.filter((field) => !isSeldom(field)))}
        {seldom.length > 0 && (
          <details>
            <summary>{t("contact.more")}</summary>
            <Stack gap="sm" mt="sm">
              {drawn(seldom)}
            </Stack>
          </details>
        )}
        <SentNote sent={sending} onAskAgain={send} />
        <Group gap="xs">
          <Button type="submit" loading={sending.busy}>
            {sending.standing === "unknown" ? t("state.retry") : button}
          </Button>
          <LinkButton variant="default" to={cancel}>
            {t("common.cancel")}
          </LinkButton>
        </Group>
      </Stack>
    </form>
  );
}

/** The fields of one body of the API's own description. */
function useFieldsOf(schema: FieldSchema | undefined): readonly FormField[] {
  return useMemo(() => fieldsOf(schema ?? {}).filter(({ path }) => path !== "eventId"), [schema]);
}

function Opening({ schema }: { readonly schema: FieldSchema | undefined }) {
  const { t } = useTexts();
  const told = useFieldsOf(schema);
  const fields = useMemo(() => [CLIENT, ...told], [told]);
  return (
    <ContactForm
      fields={fields}
      first={{ zone: Intl.DateTimeFormat().resolvedOptions().timeZone }}
      button={t("contact.open")}
      to={({ clientId: client = "" }) => ({ client, path: `/clients/${encodeURIComponent(client)}` })}
      cancel="/clients"
    />
  );
}

function Correcting({
  client,
  schema,
}: {
  readonly client: string;
  readonly schema: FieldSchema | undefined;
}) {
  const { t } = useTexts();
  const fields = useFieldsOf(schema);
  return (
    <ContactForm
      fields={fields}
      first={{}}
      button={t("contact.correct")}
      to={() => ({ client, path: `/clients/${encodeURIComponent(client)}/contact` })}
      cancel={pathOf("clients", client)}
    />
  );
}

/** What stands there once the API has described itself. */
function Described({
  children,
}: {
  readonly children: (schemas: ApiDocument["components"]["schemas"]) => ReactNode;
}) {
  const document = useGet<ApiDocument>(DOCUMENT, { still: true });
  return <Shown of={document}>{({ components }) => children(components.schemas)}</Shown>;
}

/** A relationship is opened. */
export function OpenClient() {
  const { t } = useTexts();
  const person = usePerson();
  if (!opens(person?.role ?? ""))
    return (
      <Page title={t("contact.openTitle")}>
        <Alert>{t("contact.only")}</Alert>
      </Page>
    );
  return (
    <Page title={t("contact.openTitle")}>
      <Text mb="md">{t("contact.openSays")}</Text>
      <Described>{({ Opening: schema }) => <Opening schema={schema} />}</Described>
    </Page>
  );
}

/** What was told of how a client is named and reached is put right. */
export function CorrectContact({ client }: { readonly client: string }) {
  const { t, event } = useTexts();
  return (
    <Page title={event("contact.corrected")} beside={<Link to={pathOf("clients", client)}>{client}</Link>}>
      <Text mb="md">{t("contact.correctSays")}</Text>
      <Described>{({ Correction: schema }) => <Correcting client={client} schema={schema} />}</Described>
    </Page>
  );
}
