// The machine that runs: its picture, how many clients are where, and which versions there are.
import { Badge, Code, Stack, Table, Text, Title } from "@mantine/core";
import { useQuery as useRead } from "@tanstack/react-query";
import type { z } from "zod";
import { STATES } from "../../../../machines/vocabulary.ts";
import type { ListedMachines } from "../../../api/machines.ts";
import type { pageSchema } from "../../../api/schemas.ts";
import { get } from "../api/client.ts";
import { useGet } from "../api/data.ts";
import type { ApiError } from "../api/error.ts";
import { Link } from "../parts/link.tsx";
import { Page } from "../parts/page.tsx";
import { Shown } from "../parts/states.tsx";
import { withQuery } from "../router.ts";
import { useTexts } from "../texts/index.tsx";

const PAGE = 1_000;

/** How many clients are in each state: all pages are read, so that the sums are those of the list. */
async function counted(signal: AbortSignal): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (let cursor: string | null = null; ; ) {
    const path = withQuery("/clients", { limit: String(PAGE), cursor });
    const page: z.infer<typeof pageSchema> = await get(path, signal);
    for (const { state } of page.items) counts.set(state, (counts.get(state) ?? 0) + 1);
    cursor = page.next;
    if (cursor === null) return counts;
  }
}

function Counts() {
  const { t, value } = useTexts();
  const counts = useRead<ReadonlyMap<string, number>, ApiError>({
    queryKey: ["counts"],
    queryFn: ({ signal }) => counted(signal),
    meta: { still: true },
    refetchInterval: 10_000,
  });
  return (
    <section>
      <Title order={2} size="h4" mb="xs">
        {t("machine.counts")}
      </Title>
      <Shown of={counts} lines={6}>
        {(found) => (
          <dl className="pairs">
            {STATES.map((state) => (
              <div className="pair" key={state}>
                <dt>{value(state)}</dt>
                <dd>
                  <Link to={withQuery("/clients", { state })}>{found.get(state) ?? 0}</Link>
                </dd>
              </div>
            ))}
          </dl>
        )}
      </Shown>
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
