import { Group, Title } from "@mantine/core";
import { type ReactNode, useEffect, useRef } from "react";
import type { ClientView } from "../../../api/schemas.ts";
import type { ApiReading } from "../api/data.ts";
import { useTexts } from "../texts/index.tsx";
import { useMoment } from "./times.tsx";

/** A screen: its title is the page's, and is read out when the screen opens. */
export function Page({
  title,
  beside,
  foot,
  children,
}: {
  readonly title: string;
  readonly beside?: ReactNode;
  /** What stands at the foot of each page on paper. */
  readonly foot?: ReactNode;
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
    <div className={foot ? "page footed" : "page"}>
      <Group justify="space-between" align="flex-end" mb="md" gap="xs">
        <Title order={1} size="h2" ref={heading} tabIndex={-1} className="title">
          {title}
        </Title>
        {beside}
      </Group>
      {children}
      {foot && <footer className="foot">{foot}</footer>}
    </div>
  );
}

/** Of whom a printed page is, as of when, and by which policy. */
export function ClientFoot({ of }: { readonly of: ApiReading<ClientView> }) {
  const { t } = useTexts();
  const moment = useMoment();
  const { data, dataUpdatedAt } = of;
  if (!data) return null;
  const { client, policy, seq } = data;
  return t("print.foot", { client, policy, seq, at: moment(new Date(dataUpdatedAt).toISOString()) });
}
