// A client's personal data are erased: what that means, said before, and asked for twice.
import { Alert, Button, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ApiError, post } from "../api/client.ts";
import { changedHere } from "../api/live.ts";
import { Page } from "../parts/page.tsx";
import { Failed } from "../parts/states.tsx";
import { useMoment } from "../parts/times.tsx";
import { useQuery } from "../router.ts";
import { useTexts } from "../texts/index.tsx";

interface ToldErasure {
  readonly at: string;
  readonly seq: number | null;
}

export default function Erasure() {
  const { t } = useTexts();
  const moment = useMoment();
  const queries = useQueryClient();
  const [query, change] = useQuery();
  const client = query.get("client") ?? "";
  const [again, setAgain] = useState("");
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<ApiError | null>(null);
  const [done, setDone] = useState<ToldErasure | null>(null);
  const [eventId, setEventId] = useState(() => crypto.randomUUID());
  const erase = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!client || again !== client || !reason.trim()) return;
    setBusy(true);
    setFailed(null);
    try {
      setDone(await post<ToldErasure>(`/clients/${encodeURIComponent(client)}/erasure`, { reason, eventId }));
      changedHere(queries);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setFailed(error);
      if (error.status !== 0) setEventId(crypto.randomUUID());
    } finally {
      setBusy(false);
    }
  };
  return (
    <Page title={t("erasure.title")}>
      <Stack gap="md" maw="42rem">
        <Alert color="red">{t("erasure.says")}</Alert>
        {done ? (
          <Alert color="green" role="status">
            ✓ {t("erasure.done", { at: moment(done.at), seq: done.seq ?? t("common.none") })}
          </Alert>
        ) : (
          <form onSubmit={(event) => void erase(event)} noValidate>
            <Stack gap="sm" align="stretch">
              <TextInput
                label={t("common.client")}
                value={client}
                required
                error={tried && !client && t("form.fault.required")}
                onChange={(event) => change({ client: event.currentTarget.value })}
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
                onChange={(event) => setReason(event.currentTarget.value)}
              />
              {failed && <Failed error={failed} focused eventId={eventId} />}
              <Button type="submit" color="red" loading={busy}>
                {t("erasure.go")}
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
