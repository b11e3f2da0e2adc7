// What a screen shows while there is nothing to show, when it fails, and when the rules say no.
import { Alert, Button, Code, Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import { Component, type ReactNode, useEffect, useRef, useState } from "react";
import type { ApiReading } from "../api/data.ts";
import type { ApiError } from "../api/error.ts";
import { useTexts } from "../texts/index.tsx";
import { Findings } from "./findings.tsx";
import { useMoment } from "./times.tsx";

/** Grey lines of about the height that comes; only for what takes longer than a blink. */
export function Loading({ lines = 6 }: { readonly lines?: number }) {
  const { t } = useTexts();
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 200);
    return () => clearTimeout(timer);
  }, []);
  return (
    <Stack
      gap="xs"
      role="status"
      aria-label={t("state.loading")}
      style={{ visibility: late ? "visible" : "hidden" }}
    >
      {Array.from({ length: lines }, (_, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: grey lines are all alike
        <Skeleton key={n} height={32} />
      ))}
    </Stack>
  );
}

export function Empty({ says, onClear }: { readonly says: string; readonly onClear?: () => void }) {
  const { t } = useTexts();
  return (
    <Stack className="empty" align="flex-start" gap="xs">
      <Text c="dimmed">{says}</Text>
      {onClear && (
        <Button variant="default" onClick={onClear}>
          {t("state.clear")}
        </Button>
      )}
    </Stack>
  );
}

/** The details of an error, to be sent to whoever can help. */
export function CopyDetails({
  error,
  eventId,
}: {
  readonly error: ApiError;
  readonly eventId?: string | undefined;
}) {
  const { t } = useTexts();
  const [copied, setCopied] = useState(false);
  const { type, detail, requestId } = error.problem as { type?: string; detail?: string; requestId?: string };
  const text = JSON.stringify({ status: error.status, type, detail, requestId, eventId });
  const copy = () => navigator.clipboard.writeText(text).then(() => setCopied(true));
  return (
    <Button size="compact-sm" variant="default" onClick={() => void copy()}>
      {copied ? t("state.copied") : t("state.copy")}
    </Button>
  );
}

/** The title of what went wrong, in words of ours. */
function useHeadline(acted: boolean): (error: ApiError) => string {
  const { t } = useTexts();
  return ({ kind, status }) => {
    switch (kind) {
      case "refused":
        return t("state.refused");
      case "secondPerson":
        return t("state.secondPerson");
      case "malformed":
        return t("state.malformed");
      case "role":
        return t("state.notYours");
      case "missing":
        return t("state.missing");
      case "gone":
      case "erased":
        return t("state.gone");
      case "moved":
        return t("state.moved");
      default:
        // Of what was asked for and not answered, nobody knows whether it was done.
        if (acted && (status === 0 || status >= 500)) return t("state.unsure");
        if (status === 0) return t("state.unreachable");
        return acted ? t("state.notDone") : t("state.failed");
    }
  };
}

/** Stands where it happened until it is solved: nothing that goes away by itself. */
export function Failed({
  error,
  onRetry,
  eventId,
  focused = false,
  acted = false,
}: {
  readonly error: ApiError;
  readonly onRetry?: (() => void) | undefined;
  readonly eventId?: string | undefined;
  /** What was just asked for is what the reader waits for. */
  readonly focused?: boolean;
  /** Something was to be done, and not only read. */
  readonly acted?: boolean;
}) {
  const { t } = useTexts();
  const headline = useHeadline(acted);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (focused) box.current?.focus();
  }, [focused]);
  const { findings, detail, faults } = error.problem;
  return (
    <Alert ref={box} tabIndex={-1} color="red" variant="outline" title={headline(error)} role="alert">
      <Stack gap="xs">
        {findings ? (
          <Findings findings={findings} only="failed" />
        ) : (
          detail && <Text size="sm">{detail}</Text>
        )}
        {faults?.map(({ path, says }) => (
          <Text size="sm" key={`${path} ${says}`}>
            <Code>{path}</Code> {says}
          </Text>
        ))}
        <Group gap="xs">
          {onRetry && (
            <Button size="compact-sm" onClick={onRetry}>
              {t("state.retry")}
            </Button>
          )}
          <CopyDetails error={error} eventId={eventId} />
        </Group>
      </Stack>
    </Alert>
  );
}

/** What is read, as it comes in. */
type ShownReading<T> = Pick<ApiReading<T>, "data" | "error" | "dataUpdatedAt" | "refetch">;

/** Shows what was read; old rows stay, and say of when they are, where they cannot be read again. */
export function Shown<T>({
  of,
  lines,
  missing,
  children,
}: {
  readonly of: ShownReading<T>;
  readonly lines?: number;
  /** What stands there where the API says that there is no such thing; otherwise that is an error like any other. */
  readonly missing?: ReactNode;
  readonly children: (data: T) => ReactNode;
}) {
  const { t } = useTexts();
  const moment = useMoment();
  const { data, error, dataUpdatedAt, refetch } = of;
  if (error?.kind === "missing" && missing !== undefined) return missing;
  if (data === undefined)
    return error ? (
      <Failed error={error} onRetry={() => void refetch()} />
    ) : (
      <Loading {...(lines !== undefined && { lines })} />
    );
  return (
    <>
      {error && (
        <Alert color="orange" variant="outline" mb="sm" title={t("state.failed")}>
          <Group gap="xs">
            <Text size="sm">{t("state.asOf", { at: moment(new Date(dataUpdatedAt).toISOString()) })}</Text>
            <Button size="compact-sm" onClick={() => void refetch()}>
              {t("state.retry")}
            </Button>
          </Group>
        </Alert>
      )}
      {children(data)}
    </>
  );
}

function LoadAnew() {
  const { t } = useTexts();
  return (
    <Button size="compact-sm" mt="xs" onClick={() => location.reload()}>
      {t("state.reload")}
    </Button>
  );
}

/** Keeps a fault of the console's own to the screen that has it; a script that did not come is asked for by a new page. */
export class Fence extends Component<
  { readonly says: string; readonly children: ReactNode },
  { readonly broke: Error | null }
> {
  override state: { readonly broke: Error | null } = { broke: null };
  static getDerivedStateFromError(broke: Error) {
    return { broke };
  }
  override render() {
    const { broke } = this.state;
    if (!broke) return this.props.children;
    return (
      <Alert
        color="red"
        variant="outline"
        role="alert"
        title={
          <Title order={1} size="h5">
            {this.props.says}
          </Title>
        }
      >
        <Code>{broke.message}</Code>
        <div>
          <LoadAnew />
        </div>
      </Alert>
    );
  }
}
