// Where whoever sits here is signed in, and the end of one of their sessions.
import { Badge, Code, Table, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import type { ListedSessions, ShownSession } from "../../../api/login/sessions.ts";
import { useCame, useList } from "../api/data.ts";
import { Ending } from "../parts/ending.tsx";
import { Listed } from "../parts/listed.tsx";
import { Empty } from "../parts/states.tsx";
import { Moment } from "../parts/times.tsx";
import { useTexts } from "../texts/index.tsx";

const PAGE = 50;

function SessionRow({ row, gone }: { readonly row: ShownSession; readonly gone: boolean }) {
  const { t } = useTexts();
  const { id, kind, beganAt, seenAt, endsAt, current } = row;
  return (
    <Table.Tr className={gone ? "gone" : ""}>
      <Table.Td data-label={t("sessions.session")}>
        <Code>{id}</Code>
      </Table.Td>
      <Table.Td data-label={t("sessions.kind")}>{t(`sessions.kind.${kind}`)}</Table.Td>
      <Table.Td data-label={t("sessions.beganAt")}>
        <Moment at={beganAt} />
      </Table.Td>
      <Table.Td data-label={t("sessions.seenAt")}>
        <Moment at={seenAt} />
      </Table.Td>
      <Table.Td data-label={t("sessions.endsAt")}>
        {gone ? <Text size="sm">{t("state.goneRow")}</Text> : <Moment at={endsAt} />}
      </Table.Td>
      {/* Whoever leaves this one does so in the menu, which ends the provider's too. */}
      <Table.Td>
        {current ? (
          <Badge>{t("sessions.current")}</Badge>
        ) : (
          !gone && (
            <Ending
              path={`/sessions/${encodeURIComponent(id)}/end`}
              says={t("sessions.end")}
              of={t("sessions.endOf", { id })}
            />
          )
        )}
      </Table.Td>
    </Table.Tr>
  );
}

const HEADS = [
  "sessions.session",
  "sessions.kind",
  "sessions.beganAt",
  "sessions.seenAt",
  "sessions.endsAt",
] as const;

/** @param children what stands below */
export function OwnSessions({ children }: { readonly children: ReactNode }) {
  const { t } = useTexts();
  const read = useList<ListedSessions>("/sessions", {}, PAGE);
  const came = useCame(read.list);
  return (
    <>
      <section>
        <Title order={2} size="h4" mb="xs">
          {t("sessions.title")}
        </Title>
        <Text mb="sm" maw="46rem">
          {t("sessions.says")}
        </Text>
        <Listed read={read} heads={HEADS} acts empty={<Empty says={t("sessions.empty")} />}>
          {(row, gone) => <SessionRow row={row} gone={gone} />}
        </Listed>
      </section>
      {came && children}
    </>
  );
}
