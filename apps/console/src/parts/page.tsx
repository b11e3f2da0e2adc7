import { Group, Title } from "@mantine/core";
import { type ReactNode, useEffect, useRef } from "react";
import { useTexts } from "../texts/index.tsx";

/** A screen: its title is the page's, and is read out when the screen opens. */
export function Page({
  title,
  beside,
  children,
}: {
  readonly title: string;
  readonly beside?: ReactNode;
  readonly children: ReactNode;
}) {
  const { t } = useTexts();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · ${t("app.name")}`;
  }, [title, t]);
  useEffect(() => {
    // After a link, reading goes on here; on the first load the browser begins at the top anyway.
    if (document.activeElement === document.body || document.activeElement?.closest("nav"))
      heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div className="page">
      <Group justify="space-between" align="flex-end" mb="md" gap="xs">
        <Title order={1} size="h2" ref={heading} tabIndex={-1} className="title">
          {title}
        </Title>
        {beside}
      </Group>
      {children}
    </div>
  );
}
