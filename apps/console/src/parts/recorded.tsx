import { Alert, Stack, Text } from "@mantine/core";
import { useEffect, useRef } from "react";
import type { ToldAnswer } from "../form/useEventForm.ts";
import { pathOf } from "../router.ts";
import { useTexts } from "../texts/index.tsx";
import { LinkButton } from "./link.tsx";

/** Says that an event is on record, and leads to its client. */
export function Recorded({ told, client }: { readonly told: ToldAnswer; readonly client: string }) {
  const { t, value } = useTexts();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  const seq = told.seq ?? 0;
  return (
    <Alert ref={box} tabIndex={-1} role="status" color="green" variant="outline">
      <Stack gap="sm" align="flex-start">
        <Text>
          {told.repeated
            ? t("form.done.again", { seq })
            : t("form.done", { seq, state: value(told.state ?? "") })}
        </Text>
        <LinkButton to={pathOf("clients", client)}>{t("form.toClient")}</LinkButton>
      </Stack>
    </Alert>
  );
}
