// What will happen, before it is recorded.
import { Alert, Card, Stack, Text, Title } from "@mantine/core";
import { useEffect, useRef } from "react";
import type { PreviewView } from "../../../api/preview.ts";
import { Findings } from "../parts/findings.tsx";
import { useTexts } from "../texts/index.tsx";
import type { Ahead } from "./useEventForm.ts";

function Notices({ preview }: { readonly preview: PreviewView }) {
  const { t, value } = useTexts();
  if (preview.notices.length === 0) return <Text>{t("form.noNotices")}</Text>;
  return (
    <Stack gap="xs">
      <Title order={3} size="h5">
        {t("form.notices")}
      </Title>
      {preview.notices.map(({ notice, channel, subject, body, locale }) => (
        <Card key={`${notice} ${channel}`} withBorder>
          <Text size="sm" c="dimmed">
            {notice} · {value(channel)}
          </Text>
          <Text fw={600} lang={locale}>
            {subject}
          </Text>
          <p className="letter" lang={locale}>
            {body}
          </p>
        </Card>
      ))}
    </Stack>
  );
}

/** What the same engine says would happen: from where to where, what the client reads, or why not. */
export function WhatWillHappen({ ahead, from }: { readonly ahead: Ahead; readonly from: string }) {
  const { t, value } = useTexts();
  const { explained, preview, problem } = ahead;
  const box = useRef<HTMLDivElement>(null);
  // What was asked for is read next; the button that records comes after it.
  useEffect(() => box.current?.focus(), []);
  const { admitted, admission, candidates, misplaced } = explained;
  const findings = [...misplaced, ...admission, ...candidates.flatMap((candidate) => candidate.findings)];
  const failing = findings.filter(({ passed, route }) => passed === false && !route);
  const second = failing.length > 0 && failing.every(({ secondPerson }) => secondPerson);
  const says =
    admitted === "yes"
      ? t("form.would.yes")
      : second
        ? t("form.would.second")
        : t(admitted === "no" ? "form.would.no" : "form.would.open");
  return (
    <Stack gap="sm">
      <Alert
        ref={box}
        tabIndex={-1}
        color={admitted === "yes" ? "green" : admitted === "no" ? "red" : "gray"}
        variant="outline"
        title={says}
      >
        {admitted === "yes" ? (
          preview ? (
            preview.state === from ? (
              t("form.stays", { state: value(from) })
            ) : (
              t("form.will", { from: value(from), to: value(preview.state) })
            )
          ) : problem ? (
            problem.message
          ) : (
            t("form.noPreview")
          )
        ) : (
          <Findings
            findings={admitted === "no" ? failing : findings.filter(({ passed }) => passed !== true)}
          />
        )}
      </Alert>
      {preview && <Notices preview={preview} />}
    </Stack>
  );
}
