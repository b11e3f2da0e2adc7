import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { useEffect, useRef } from "react";
import type { SentEvent } from "../api/sent.ts";
import { useTexts } from "../texts/index.tsx";
import { CopyDetails, Failed } from "./states.tsx";

/** What is known of an event that was sent and is not done: that nobody knows, that it waits, or why not. */
export function SentNote({
  sent,
  onAskAgain,
}: {
  readonly sent: SentEvent<unknown>;
  /** Sends the same event again, to hear what became of it. */
  readonly onAskAgain: () => void;
}) {
  const { t } = useTexts();
  const { standing, failed, eventId } = sent;
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (standing === "unknown" || standing === "kept") box.current?.focus();
  }, [standing]);
  // What the engine itself says no to is told as it says it; of what was sent before, still nobody knows.
  const told = failed && failed.status > 0 && failed.status < 500 ? failed : null;
  return (
    <>
      {told && <Failed error={told} focused acted eventId={eventId} />}
      {(standing === "unknown" || standing === "kept") && (
        <Alert ref={box} tabIndex={-1} color="yellow" variant="outline" role="alert">
          <Stack gap="xs">
            <Text>{t(standing === "kept" ? "state.kept" : "state.notKnown")}</Text>
            {failed && !told && <Text size="sm">{failed.problem.detail}</Text>}
            <Group gap="xs">
              {standing === "kept" && (
                <Button size="compact-sm" onClick={onAskAgain}>
                  {t("state.askAgain")}
                </Button>
              )}
              {failed && <CopyDetails error={failed} eventId={eventId} />}
            </Group>
          </Stack>
        </Alert>
      )}
    </>
  );
}
