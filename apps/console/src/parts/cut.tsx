import { Button, Group, Text } from "@mantine/core";
import { useTexts } from "../texts/index.tsx";

/** Says that a list is not all there is, and reads more of it. */
export function Cut({
  shown,
  of,
  onMore,
}: {
  readonly shown: number;
  /** How many there are; null where nobody has counted. */
  readonly of: number | null;
  readonly onMore: (() => void) | null;
}) {
  const { t } = useTexts();
  return (
    <Group gap="xs" mt="sm" role="note">
      <Text size="sm">
        {of === null ? t("list.first", { n: shown }) : t("list.firstOf", { n: shown, of })}
      </Text>
      {onMore && (
        <Button size="compact-sm" variant="default" onClick={onMore}>
          {t("list.more")}
        </Button>
      )}
    </Group>
  );
}
