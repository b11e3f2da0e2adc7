// The proof: verify, reconcile, compare two moments, take a case file out.
import { Alert, Button, Code, Group, Stack, Text, TextInput, Title } from "@mantine/core";
import { type FormEvent, type ReactNode, useState } from "react";
import { download, postLines } from "../api/client.ts";
import { useGet } from "../api/data.ts";
import { ApiError } from "../api/error.ts";
import { Page } from "../parts/page.tsx";
import { Failed, Shown } from "../parts/states.tsx";
import { Tree } from "../parts/tree.tsx";
import { useQuery, withQuery } from "../router.ts";
import { useTexts } from "../texts/index.tsx";
import { usePerson } from "../who.ts";

type Loose = Readonly<Record<string, unknown>>;
interface AuditLine {
  readonly progress?: { readonly done: number; readonly of?: number; readonly total?: number } | null;
  readonly result?: Loose;
}

/** A part of the screen that is asked for with a client, or of all of them. */
function Asked({
  title,
  says,
  button,
  needsClient,
  onAsk,
  children,
}: {
  readonly title: string;
  readonly says: string;
  readonly button: string;
  readonly needsClient: boolean;
  readonly onAsk: (client: string) => void;
  readonly children: ReactNode;
}) {
  const { t } = useTexts();
  const [query, change] = useQuery();
  const client = query.get("client") ?? "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (client || !needsClient) onAsk(client);
  };
  return (
    <section className="card">
      <Title order={2} size="h4">
        {title}
      </Title>
      <Text size="sm" mb="sm">
        {says}
      </Text>
      <form onSubmit={submit}>
        <Group align="flex-end" gap="xs" mb="sm">
          <TextInput
            label={t(needsClient ? "audit.oneClient" : "audit.client")}
            value={client}
            required={needsClient}
            onChange={(event) => change({ client: event.currentTarget.value })}
          />
          <Button type="submit">{button}</Button>
        </Group>
      </form>
      {children}
    </section>
  );
}

/** Long work, told line by line. */
function Checked({
  path,
  title,
  says,
  holds,
}: {
  readonly path: string;
  readonly title: string;
  readonly says: string;
  readonly holds: (result: Loose) => boolean;
}) {
  const { t } = useTexts();
  const [line, setLine] = useState<AuditLine | null>(null);
  const [failed, setFailed] = useState<ApiError | null>(null);
  const ask = async (client: string) => {
    setFailed(null);
    setLine({ progress: null });
    let ended = false;
    try {
      await postLines<AuditLine>(path, client ? { client } : {}, (told) => {
        ended = told.result !== undefined;
        setLine(told);
      });
      // Without a result it was not found that it holds, nor that it does not.
      if (!ended) throw new ApiError(0, {});
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setLine(null);
      setFailed(error);
    }
  };
  const result = line?.result;
  const done = line?.progress?.done ?? 0;
  return (
    <Asked title={title} says={says} button={title} needsClient={false} onAsk={(client) => void ask(client)}>
      <div role="status">
        {!line && !failed && <Text c="dimmed">{t("audit.notRun")}</Text>}
        {line && !result && (
          <Text>{t("audit.running", { done, total: line.progress?.of ?? line.progress?.total ?? "…" })}</Text>
        )}
        {result && (
          <Alert
            color={holds(result) ? "green" : "red"}
            title={holds(result) ? `✓ ${t("audit.passed")}` : `✗ ${t("audit.failed")}`}
          >
            <Tree of={result} />
          </Alert>
        )}
      </div>
      {failed && <Failed error={failed} focused />}
    </Asked>
  );
}

interface ComparedMoments {
  readonly changes: Loose | null;
  readonly difference: { readonly says: string } | null;
}

function Compare() {
  const { t, language } = useTexts();
  const [query, change] = useQuery();
  const [client, seq, other] = [query.get("client"), query.get("seq"), query.get("with")];
  const [asked, setAsked] = useState(Boolean(client && seq && other));
  const path =
    asked && client && seq && other
      ? withQuery(`/clients/${encodeURIComponent(client)}/moment`, { seq, compareSeq: other })
      : null;
  const found = useGet<ComparedMoments>(path, { still: true });
  const number = (name: "seq" | "with", label: string) => (
    <TextInput
      label={label}
      inputMode="numeric"
      value={query.get(name) ?? ""}
      onChange={(event) => {
        setAsked(false);
        change({ [name]: event.currentTarget.value });
      }}
    />
  );
  return (
    <Asked
      title={t("audit.compare")}
      says=""
      button={t("audit.doCompare")}
      needsClient
      onAsk={() => setAsked(true)}
    >
      <Group gap="xs" mb="sm">
        {number("seq", t("audit.from"))}
        {number("with", t("audit.to"))}
      </Group>
      {path && (
        <Shown of={found} lines={3}>
          {({ changes, difference }) =>
            difference ? (
              <Alert color="red" title={t("audit.failed")}>
                <span lang={language === "en" ? undefined : "en"}>{difference.says}</span>
              </Alert>
            ) : changes && Object.keys(changes).length > 0 ? (
              <>
                <Title order={3} size="h5">
                  {t("audit.changes")}
                </Title>
                <Tree of={changes} />
              </>
            ) : (
              <Text>{t("audit.same")}</Text>
            )
          }
        </Shown>
      )}
    </Asked>
  );
}

function Export() {
  const { t } = useTexts();
  const [failed, setFailed] = useState<ApiError | null>(null);
  const take = (client: string) => {
    setFailed(null);
    download(
      `/clients/${encodeURIComponent(client)}/case-file`,
      `${client.replaceAll(":", "_")}.tenure.zip`,
    ).catch((error: unknown) => {
      if (!(error instanceof ApiError)) throw error;
      setFailed(error);
    });
  };
  return (
    <Asked
      title={t("audit.export")}
      says={t("audit.exportSays")}
      button={t("audit.export")}
      needsClient
      onAsk={take}
    >
      {failed && <Failed error={failed} focused />}
      <Code>tenure audit open</Code>
    </Asked>
  );
}

export default function Audit() {
  const { t } = useTexts();
  const person = usePerson();
  const role = person?.role ?? "";
  const proves = ["compliance", "auditor"].includes(role);
  return (
    <Page title={t("audit.title")}>
      <Stack gap="lg">
        {proves && (
          <>
            <Checked
              path="/audit/verify"
              title={t("audit.verify")}
              says={t("audit.verifySays")}
              holds={({ fault }) => fault === null}
            />
            <Checked
              path="/audit/reconcile"
              title={t("audit.reconcile")}
              says={t("audit.reconcileSays")}
              holds={({ agrees }) => agrees === true}
            />
          </>
        )}
        <Compare />
        {(proves || role === "legal") && <Export />}
      </Stack>
    </Page>
  );
}
