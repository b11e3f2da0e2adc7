// A client's personal data are erased: what that means, said before, and asked for twice.
import { Alert, Button, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { post } from "../api/client.ts";
import { useSending } from "../api/sending.ts";
import { Page } from "../parts/page.tsx";
import { SentNote } from "../parts/sent.tsx";
import { useMoment } from "../parts/times.tsx";
import { useQuery } from "../router.ts";
import { useTexts } from "../texts/index.tsx";

/** `recorded`: the order is kept, and nothing is erased yet. */
interface ToldErasure {
  readonly outcome: "erased" | "recorded";
  readonly at?: string;
  readonly seq?: number | null;
}

export default function Erasure() {
  const { t } = useTexts();
  const moment = useMoment();
  const [query, change] = useQuery();
  const client = query.get("client") ?? "";
  const [again, setAgain] = useState("");
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const sending = useSending<ToldErasure>();
  const { standing, told } = sending;
  const send = () =>
    void sending.send((eventId) =>
      post<ToldErasure>(`/clients/${encodeURIComponent(client)}/erasure`, { reason, eventId }),
    );
  const erase = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (client && again === client && reason.trim()) send();
  };
  return (
    <Page title={t("erasure.title")}>
      <Stack gap="md" maw="42rem">
        <Alert color="red">{t("erasure.says")}</Alert>
        {standing === "done" && told?.at ? (
          <Alert color="green" role="status">
            ✓ {t("erasure.done", { at: moment(told.at), seq: told.seq ?? t("common.none") })}
          </Alert>
        ) : standing === "kept" ? (
          <SentNote sent={sending} onAskAgain={send} />
        ) : (
          <form onSubmit={erase} noValidate>
            <Stack gap="sm" align="stretch">
              <TextInput
                label={t("common.client")}
                value={client}
                required
                error={tried && !client && t("form.fault.required")}
                onChange={(event) => {
                  change({ client: event.currentTarget.value });
                  sending.changed();
                }}
              />
              <TextInput
                label={t("erasure.confirm")}
                value={again}
                required
                error={tried && again !== client && t("erasure.mismatch")}
                onChange={(event) => setAgain(event.currentTarget.value)}
              />
              <Textarea
                label={t("common.reason")}
                description={t("erasure.reason")}
                autosize
                minRows={2}
                value={reason}
                required
                error={tried && !reason.trim() && t("form.fault.required")}
                onChange={(event) => {
                  setReason(event.currentTarget.value);
                  sending.changed();
                }}
              />
              <SentNote sent={sending} onAskAgain={send} />
              <Button type="submit" color="red" loading={sending.busy}>
                {t(standing === "unknown" ? "state.retry" : "erasure.go")}
              </Button>
              <Text size="sm" c="dimmed">
                <code>tenure erase</code>
              </Text>
            </Stack>
          </form>
        )}
      </Stack>
    </Page>
  );
}
