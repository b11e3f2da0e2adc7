// Whether the parts of the engine answer, and which relationships stand still.
import { Badge, Stack, Text, Title } from "@mantine/core";
import type { Health } from "../../../api/schemas.ts";
import { HEALTH } from "../api/client.ts";
import { type ApiReading, useGet } from "../api/data.ts";
import { Link } from "../parts/link.tsx";
import { Page } from "../parts/page.tsx";
import { Said } from "../parts/said.tsx";
import { Empty, Shown } from "../parts/states.tsx";
import { pathOf } from "../router.ts";
import { useTexts } from "../texts/index.tsx";
import { usePerson } from "../who.ts";

interface WatchedClients {
  readonly ailing: readonly { readonly client: string; readonly status: string; readonly says: string }[];
}
const LOOKS = ["ops", "manager", "senior", "compliance"];

function Word({ of }: { readonly of: string }) {
  const { value } = useTexts();
  const ok = of === "ok";
  return (
    <Badge color={ok ? "green" : "red"}>
      {ok ? "✓" : "✗"} {value(of)}
    </Badge>
  );
}

function Watched({ watch }: { readonly watch: ApiReading<WatchedClients> }) {
  const { t, value } = useTexts();
  return (
    <section>
      <Title order={2} size="h4" mb="xs">
        {t("health.ailing")}
      </Title>
      <Shown of={watch} lines={3}>
        {({ ailing }) =>
          ailing.length === 0 ? (
            <Empty says={t("health.none")} />
          ) : (
            <ul className="rows">
              {ailing.map(({ client, status, says }) => (
                <li className="row" key={client}>
                  <Link to={pathOf("clients", client)}>{client}</Link>{" "}
                  <Badge color="red">{value(status)}</Badge>
                  <Text size="sm">
                    <Said says={says} />
                  </Text>
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
    </section>
  );
}

export default function HealthScreen() {
  const { t } = useTexts();
  const person = usePerson();
  const health = useGet<Health>(HEALTH);
  const looks = person !== null && LOOKS.includes(person.role);
  const watch = useGet<WatchedClients>(looks ? "/watch" : null);
  // What stands below comes after what stands above.
  const isThere = health.data !== undefined || health.error !== null;
  return (
    <Page title={t("health.title")}>
      <Stack gap="lg">
        <Shown of={health} lines={4}>
          {(shown) => (
            <dl className="pairs">
              <dt>{t("common.state")}</dt>
              <dd>
                <Word of={shown.status} />
              </dd>
              <dt>{t("health.archive")}</dt>
              <dd>
                <Word of={shown.archive} />
              </dd>
              <dt>{t("health.temporal")}</dt>
              <dd>
                <Word of={shown.temporal} />
              </dd>
              <dt>{t("health.instance")}</dt>
              <dd>{shown.instance}</dd>
            </dl>
          )}
        </Shown>
        {looks && isThere && <Watched watch={watch} />}
      </Stack>
    </Page>
  );
}
