// The machine that runs: its picture, how many clients are where, and which versions there are.
import { Badge, Code, Stack, Table, Text, Title } from "@mantine/core";
import { STATES } from "../../../../machines/vocabulary.ts";
import type { ListedMachines } from "../../../api/machines.ts";
import type { ClientCounts } from "../../../api/schemas.ts";
import { useGet } from "../api/data.ts";
import { Link } from "../parts/link.tsx";
import { Page } from "../parts/page.tsx";
import { Failed, Shown } from "../parts/states.tsx";
import { withQuery } from "../router.ts";
import { useTexts } from "../texts/index.tsx";

/** How large the picture is, in its own units: written in when the console is built. */
declare const PICTURED: { readonly width: number; readonly height: number };

function Counts() {
  const { t, value } = useTexts();
  const counts = useGet<ClientCounts>("/states");
  const countOf = (state: string): number | string => {
    if (!counts.data) return "…";
    return counts.data.states.find((one) => one.state === state)?.clients ?? 0;
  };
  return (
    <section>
      <Title order={2} size="h4" mb="xs">
        {t("machine.counts")}
      </Title>
      {counts.error && <Failed error={counts.error} onRetry={() => void counts.refetch()} />}
      {/* It has its height before the numbers are there. */}
      <dl className="pairs">
        {STATES.map((state) => (
          <div className="pair" key={state}>
            <dt>{value(state)}</dt>
            <dd>
              <Link to={withQuery("/clients", { state })}>{countOf(state)}</Link>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

export default function Machine() {
  const { t, value } = useTexts();
  const machines = useGet<ListedMachines>("/machines");
  return (
    <Page title={t("machine.title")}>
      <div className="three">
        <section>
          <Title order={2} size="h4" mb="xs">
            {t("machine.diagram")}
          </Title>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to take the keyboard */}
          <section className="picture scroll" tabIndex={0} aria-label={t("machine.diagram")}>
            <img
              src={new URL("../../../../diagrams/lifecycle.svg", import.meta.url).href}
              alt={t("machine.diagram")}
              {...PICTURED}
            />
          </section>
        </section>
        <Stack gap="lg">
          <Counts />
          <section>
            <Title order={2} size="h4" mb="xs">
              {t("machine.versions")}
            </Title>
            <Shown of={machines} lines={3}>
              {({ items }) => (
                <Table>
                  <Table.Thead>
                    <Table.Tr>
                      <Table.Th>{t("machine.version")}</Table.Th>
                      <Table.Th ta="right">{t("machine.relationships")}</Table.Th>
                    </Table.Tr>
                  </Table.Thead>
                  <Table.Tbody>
                    {items.map((machine) => (
                      <Table.Tr key={machine.hash}>
                        <Table.Td>
                          {machine.id} {machine.version} <Code>{machine.hash.slice(0, 8)}</Code>{" "}
                          <Badge color="gray">{value(machine.status ?? "unknown")}</Badge>
                          {machine.newest && <Text size="xs">{t("machine.newest")}</Text>}
                        </Table.Td>
                        <Table.Td ta="right">{machine.relationships}</Table.Td>
                      </Table.Tr>
                    ))}
                  </Table.Tbody>
                </Table>
              )}
            </Shown>
          </section>
        </Stack>
      </div>
    </Page>
  );
}
