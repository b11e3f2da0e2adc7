// What decisions about a client rest on: as it is now, and as it was compiled.
import { Alert, Code, Group, Stack, Text, Title } from "@mantine/core";
import type { DossierView } from "../../../api/dossier.ts";
import { useGet } from "../api/data.ts";
import { formPath } from "../parts/forms.ts";
import { Link, LinkButton } from "../parts/link.tsx";
import { Shown } from "../parts/states.tsx";
import { Moment } from "../parts/times.tsx";
import { Tree } from "../parts/tree.tsx";
import { pathOf, useQuery, withQuery } from "../router.ts";
import { useTexts } from "../texts/index.tsx";
import { compiles, usePerson } from "../who.ts";

/** Leads to the form that compiles a dossier, for those who may. */
export function CompileButton({ client }: { readonly client: string }) {
  const { t } = useTexts();
  const person = usePerson();
  if (!person || !compiles(person.role)) return null;
  return (
    <LinkButton variant="default" to={formPath(client, "dossier.compiled")}>
      {t("dossier.compile")}
    </LinkButton>
  );
}

export function DossierBody({ shown }: { readonly shown: DossierView }) {
  const { t, value, language } = useTexts();
  const { dossier, texts } = shown;
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {t("dossier.at")} <Moment at={dossier.at} /> · {t("dossier.hash")} <Code>{dossier.digest}</Code>
      </Text>
      {dossier.missing.length === 0 ? (
        <Text>✓ {t("dossier.complete")}</Text>
      ) : (
        <Alert color="orange" title={t("dossier.missing")}>
          <ul>
            {dossier.missing.map((lack) => (
              <li key={JSON.stringify(lack)}>
                {value(lack.section)}:{" "}
                {language === "en" ? `${lack.what}; ${lack.howToMend}` : value(lack.lack)}
              </li>
            ))}
          </ul>
        </Alert>
      )}
      {Object.entries(dossier.sections).map(([name, section]) => (
        <section key={name} className="card">
          <Title order={2} size="h5" mb="xs">
            {value(name)}
          </Title>
          <Tree of={{ ...section }} words={texts} />
        </section>
      ))}
      <section className="card">
        <Title order={2} size="h5" mb="xs">
          {t("dossier.sums")}
        </Title>
        <Tree of={{ ...dossier.sums }} />
      </section>
    </Stack>
  );
}

export default function DossierTab({ client }: { readonly client: string }) {
  const { t } = useTexts();
  const [query] = useQuery();
  const at = `/clients/${encodeURIComponent(client)}`;
  const id = query.get("dossier");
  const here = pathOf("clients", client, "dossier");
  const dossier = useGet<DossierView>(id ? `${at}/dossiers/${encodeURIComponent(id)}` : `${at}/dossier`, {
    still: id !== null,
  });
  return (
    <Shown of={dossier} lines={12}>
      {(shown) => (
        <Stack gap="md">
          <Group gap="md">
            <Link to={here} aria-current={id === null ? "page" : undefined} fw={id === null ? 700 : 400}>
              {t("dossier.live")}
            </Link>
            {shown.compiled.map((each) => (
              <Link
                key={each.id}
                to={withQuery(here, { dossier: each.id })}
                aria-current={id === each.id ? "page" : undefined}
                fw={id === each.id ? 700 : 400}
              >
                <Moment at={each.at} />
              </Link>
            ))}
            <CompileButton client={client} />
          </Group>
          <DossierBody shown={shown} />
        </Stack>
      )}
    </Shown>
  );
}
