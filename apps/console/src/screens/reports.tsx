// What the numbers say: a plot, the same numbers as tables, and the file of values.
import { Alert, Button, Group, NativeSelect, Stack, Table, Text, TextInput, Title } from "@mantine/core";
import { type ReactNode, useEffect, useState } from "react";
import { download, fileOf } from "../api/client.ts";
import { useGet } from "../api/data.ts";
import { ApiError } from "../api/error.ts";
import { Page } from "../parts/page.tsx";
import { Failed, Loading, Shown } from "../parts/states.tsx";
import { useQuery, withQuery } from "../router.ts";
import { useTexts } from "../texts/index.tsx";

/** The tables of a report, as the API writes them for people. */
interface ShownSheets {
  readonly sheets: readonly {
    readonly title: string;
    readonly columns: readonly { readonly head: string; readonly side: "left" | "right" }[];
    readonly rows: readonly (readonly string[])[];
  }[];
  readonly remarks: readonly string[];
  /** What to do where there is nothing to tell of. */
  readonly empty: string | null;
}

const NAMES = [
  "tiers",
  "pareto",
  "cohorts",
  "storms",
  "segments",
  "cost",
  "model",
  "draining",
  "retention",
  "conduct",
  "fairness",
  "questions",
  "goodbyes",
  "flow",
  "mentions",
  "avoided",
  "admissions",
] as const;

interface Plot {
  readonly url: string;
  readonly width: number;
  readonly height: number;
}

/** The plot, as a picture: nothing in it can run. Its size is known before it is drawn, so that nothing jumps. */
async function plotOf(path: string, signal: AbortSignal): Promise<Plot> {
  const url = URL.createObjectURL(await fileOf(path, signal));
  const image = new Image();
  image.src = url;
  await image.decode().catch(() => {
    throw new ApiError(0, {});
  });
  return { url, width: image.naturalWidth, height: image.naturalHeight };
}

function usePlot(path: string): { readonly plot: Plot | null; readonly failed: ApiError | null } {
  const [plot, setPlot] = useState<Plot | null>(null);
  const [failed, setFailed] = useState<ApiError | null>(null);
  useEffect(() => {
    let made: string | null = null;
    const stop = new AbortController();
    setPlot(null);
    setFailed(null);
    plotOf(path, stop.signal)
      .then((found) => {
        made = found.url;
        if (stop.signal.aborted) URL.revokeObjectURL(made);
        else setPlot(found);
      })
      .catch((error: unknown) => {
        if (error instanceof ApiError) setFailed(error);
      });
    return () => {
      stop.abort();
      if (made) URL.revokeObjectURL(made);
    };
  }, [path]);
  return { plot, failed };
}

/** A plot, and below it what it is made of. */
function Plotted({
  path,
  title,
  children,
}: {
  readonly path: string;
  readonly title: string;
  readonly children: ReactNode;
}) {
  const { plot, failed } = usePlot(path);
  if (!plot && !failed) return <Loading lines={12} />;
  return (
    <>
      {failed && <Failed error={failed} />}
      {plot && (
        <div className="picture">
          <img src={plot.url} alt={title} width={plot.width} height={plot.height} />
        </div>
      )}
      {children}
    </>
  );
}

function Sheets({ view }: { readonly view: ShownSheets }) {
  const { t, language } = useTexts();
  const lang = language === "en" ? undefined : "en";
  return (
    <Stack gap="lg">
      {view.empty !== null && (
        <Alert color="gray" title={t("reports.nothing")}>
          <span lang={lang}>{view.empty}</span>
        </Alert>
      )}
      {view.remarks.map((remark) => (
        <Text key={remark} size="sm" c="dimmed" lang={lang}>
          {remark}
        </Text>
      ))}
      {view.sheets.map((sheet) => (
        <section key={sheet.title} lang={lang}>
          <Title order={2} size="h4" mb="xs">
            {sheet.title}
          </Title>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to take the keyboard */}
          <section className="scroll" tabIndex={0} aria-label={sheet.title}>
            <Table striped withTableBorder>
              <Table.Thead>
                <Table.Tr>
                  {sheet.columns.map(({ head, side }) => (
                    <Table.Th key={head} ta={side}>
                      {head}
                    </Table.Th>
                  ))}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {sheet.rows.map((row) => (
                  <Table.Tr key={row.join("\t")}>
                    {row.map((cell, n) => (
                      <Table.Td key={sheet.columns[n]?.head} ta={sheet.columns[n]?.side}>
                        {cell}
                      </Table.Td>
                    ))}
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </section>
        </section>
      ))}
    </Stack>
  );
}

export default function Reports() {
  const { t } = useTexts();
  const [query, change] = useQuery();
  const name = NAMES.find((each) => each === query.get("name")) ?? "flow";
  const span = { since: query.get("since"), at: query.get("at") };
  const path = (form: string) => withQuery(`/reports/${name}`, { ...span, form });
  const sheets = useGet<ShownSheets>(path("sheets"), { still: true });
  const [failed, setFailed] = useState<ApiError | null>(null);
  const save = () =>
    download(path("csv"), `${name}.csv`).catch((error: unknown) => {
      if (!(error instanceof ApiError)) throw error;
      setFailed(error);
    });
  return (
    <Page title={t("reports.title")}>
      <Group align="flex-end" gap="sm" mb="md">
        <NativeSelect
          label={t("reports.which")}
          value={name}
          onChange={(event) => change({ name: event.currentTarget.value })}
          data={NAMES.map((each) => ({ value: each, label: t(`reports.${each}`) }))}
        />
        <TextInput
          type="date"
          label={t("reports.since")}
          value={span.since ?? ""}
          onChange={(event) => change({ since: event.currentTarget.value })}
        />
        <TextInput
          type="date"
          label={t("reports.at")}
          value={span.at ?? ""}
          onChange={(event) => change({ at: event.currentTarget.value })}
        />
        <Button variant="default" onClick={() => void save()}>
          {t("common.csv")}
        </Button>
      </Group>
      {failed && <Failed error={failed} focused />}
      <Shown of={sheets}>
        {(view) => (
          <Stack gap="lg">
            {view.empty === null ? (
              <Plotted path={path("svg")} title={t(`reports.${name}`)}>
                <Sheets view={view} />
              </Plotted>
            ) : (
              <Sheets view={view} />
            )}
          </Stack>
        )}
      </Shown>
    </Page>
  );
}
