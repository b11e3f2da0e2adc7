// Whether the parts of the engine answer, and which relationships stand still.
import { Badge, Stack, Text, Title } from "@mantine/core";
import type { Health } from "../../../api/health.ts";
import type { ListedTellings } from "../../../api/tellings.ts";
import { HEALTH } from "../api/client.ts";
import { type ApiReading, useGet } from "../api/data.ts";
import { Link } from "../parts/link.tsx";
import { Page } from "../parts/page.tsx";
import { Said } from "../parts/said.tsx";
import { Empty, Shown } from "../parts/states.tsx";
import { useMoment } from "../parts/times.tsx";
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

/** Names that are the same in every language. */
const NAMES: Readonly<Record<string, string>> = { slack: "Slack", telegram: "Telegram" };

type Destination = ListedTellings["items"][number];

function ToldAt({ channel, roles, lastAt, waiting, lost, cause }: Destination) {
  const { t, value } = useTexts();
  const moment = useMoment();
  const failed = waiting + lost > 0;
  return (
    <>
      <Text fw={600} size="sm">
        {NAMES[channel] ?? value("email")}: {roles.map(value).join(", ")}
      </Text>
      <Text size="sm">
        {lastAt === null ? t("health.neverTold") : t("health.toldLast", { at: moment(lastAt) })}
      </Text>
      {failed && (
        <Text size="sm" c="red">
          ✗{" "}
          {[
            ...(waiting > 0 ? [t("health.toldWaits", { n: waiting })] : []),
            ...(lost > 0 ? [t("health.toldLost", { n: lost })] : []),
            ...(cause === null ? [] : [cause]),
          ].join("; ")}
        </Text>
      )}
    </>
  );
}

function Told({ tellings }: { readonly tellings: ApiReading<ListedTellings> }) {
  const { t } = useTexts();
  return (
    <section>
      <Title order={2} size="h4" mb="xs">
        {t("health.told")}
      </Title>
      <Shown of={tellings} lines={2}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty says={t("health.nowhere")} />
          ) : (
            <ul className="rows">
              {items.map((one) => (
                <li className="row" key={one.id}>
                  <ToldAt {...one} />
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
  const tellings = useGet<ListedTellings>(looks ? "/tellings" : null);
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
        {looks && isThere && <Told tellings={tellings} />}
      </Stack>
    </Page>
  );
}
