import { Button, Stack } from "@mantine/core";
import { useActing } from "../api/acting.ts";
import { post } from "../api/client.ts";
import { Failed } from "./states.tsx";

/** Ends one thing of a list at once: a session, a token, a deputy. */
export function Ending({
  path,
  says,
  of,
}: {
  /** Where the end is asked for. */
  readonly path: string;
  readonly says: string;
  /** Which one, to whoever hears only the button. */
  readonly of: string;
}) {
  const { busy, failed, act } = useActing();
  return (
    <Stack gap="xs" align="flex-start">
      <Button
        size="compact-sm"
        variant="default"
        loading={busy}
        aria-label={of}
        onClick={() => void act(() => post(path))}
      >
        {says}
      </Button>
      {failed && <Failed error={failed} focused acted />}
    </Stack>
  );
}
