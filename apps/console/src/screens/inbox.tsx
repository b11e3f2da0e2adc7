// What is to be done now: on the left the list, on the right what is chosen of it.
import { Alert, Badge, Button, Group, Stack, Text, Textarea, Title } from "@mantine/core";
import { useState } from "react";
import type { ClosedTask, SheetedItem, ShownInbox, ShownItem } from "../../../api/tasks.ts";
import { useActing } from "../api/acting.ts";
import { post } from "../api/client.ts";
import { useGet, useList } from "../api/data.ts";
import { useSending } from "../api/sending.ts";
import { usePhysicalKeys } from "../keys.ts";
import { Cut } from "../parts/cut.tsx";
import { formPath } from "../parts/forms.ts";
import { later } from "../parts/later.tsx";
import { Link, LinkButton } from "../parts/link.tsx";
import { Page } from "../parts/page.tsx";
import { Said } from "../parts/said.tsx";
import { SentNote } from "../parts/sent.tsx";
import { useSettled } from "../parts/settled.ts";
import { Empty, Failed, Shown } from "../parts/states.tsx";
import { useMoment } from "../parts/times.tsx";
import { followed, go, hrefOf, pathOf, useQuery, withQuery } from "../router.ts";
import { useTexts } from "../texts/index.tsx";
import { acts, type Person, usePerson } from "../who.ts";

const Suggested = later(async () => (await import("./suggested.tsx")).default);

const VIEWS = ["all", "mine", "unclaimed", "overdue", "waiting"] as const;
type InboxView = (typeof VIEWS)[number];
const SHOWN = 200;

/** What the API is asked for, for a view. Whoever decides nothing sees what waits for everybody. */
function asked(view: InboxView, role: string): Readonly<Record<string, string>> {
  const own = view === "mine" || view === "waiting" || role === "auditor" ? {} : { role };
  return { ...own, ...(view !== "all" && { [view]: "true" }) };
}

/** The form of an event for an item, with what the item is about filled in. */
export const answerPath = ({ client, about, id }: ShownItem, event: string): string =>
  formPath(client, event, { about, task: id });

function Views({
  view,
  counts,
}: {
  readonly view: InboxView;
  readonly counts: ShownInbox["counts"] | undefined;
}) {
  const { t } = useTexts();
  return (
    <nav className="tabs" aria-label={t("inbox.list")}>
      {VIEWS.map((each) => (
        <Link
          key={each}
          to={withQuery("/inbox", { view: each === "all" ? null : each })}
          underline="never"
          className="tab"
          aria-current={each === view ? "page" : undefined}
        >
          {t(`inbox.${each}`)}
          {each === view && <span className="count">{counts && `\u00a0(${counts.items})`}</span>}
        </Link>
      ))}
    </nav>
  );
}

function useTitle(): (item: ShownItem) => string {
  const { value } = useTexts();
  return ({ kind, what, says }) => (what ? value(what) : value(kind) === kind ? says : value(kind));
}

function ItemRow({
  item,
  gone,
  chosen,
  to,
}: {
  readonly item: ShownItem;
  readonly gone: boolean;
  readonly chosen: boolean;
  readonly to: string;
}) {
  const { t, value } = useTexts();
  const moment = useMoment();
  const titleOf = useTitle();
  const person = usePerson();
  const mine = item.claimedBy === person?.actor;
  return (
    <li>
      <a
        href={hrefOf(to)}
        onClick={followed(to)}
        className={gone ? "row gone" : "row"}
        aria-current={chosen ? "true" : undefined}
        data-row
        style={{ textDecoration: "none" }}
      >
        <Group justify="space-between" gap={4}>
          <Text fw={600} size="sm">
            {titleOf(item)}
          </Text>
          {item.overdue && <Badge color="red">! {t("common.overdue")}</Badge>}
        </Group>
        <Text size="sm">{item.client}</Text>
        <Text size="xs" c="dimmed">
          {gone
            ? t("state.goneRow")
            : item.claimedBy
              ? mine
                ? `✓ ${t("inbox.you")}`
                : t("inbox.has", { actor: item.claimedBy })
              : value(item.role)}
          {" · "}
          {item.dueAt
            ? t("inbox.due", { at: moment(item.dueAt) })
            : t("inbox.opened", { at: moment(item.openedAt) })}
        </Text>
      </a>
    </li>
  );
}

/** Closes a task by hand, which is an event with a reason. */
function Closing({ item, onDone }: { readonly item: ShownItem; readonly onDone: () => void }) {
  const { t } = useTexts();
  const [reason, setReason] = useState("");
  const sending = useSending<ClosedTask>();
  const close = async () => {
    const told = await sending.send((eventId) =>
      post<ClosedTask>(`/tasks/${encodeURIComponent(item.id)}/done`, { reason, eventId }),
    );
    if (told?.outcome === "accepted") onDone();
  };
  const note = <SentNote sent={sending} onAskAgain={() => void close()} />;
  if (sending.standing === "kept") return note;
  return (
    <form
      onSubmit={(submit) => {
        submit.preventDefault();
        void close();
      }}
    >
      <Stack gap="xs" align="flex-start">
        <Textarea
          w="100%"
          autosize
          minRows={2}
          label={t("inbox.doneReason")}
          description={t("form.reason.hint")}
          value={reason}
          required
          onChange={(change) => {
            setReason(change.currentTarget.value);
            sending.changed();
          }}
        />
        {note}
        <Button type="submit" loading={sending.busy} variant="default">
          {t(sending.standing === "unknown" ? "state.retry" : "inbox.done")}
        </Button>
      </Stack>
    </form>
  );
}

/** Taking and giving back a task; what others did meanwhile is said where it was tried. */
function Handling({ item, onDone }: { readonly item: ShownItem; readonly onDone: () => void }) {
  const { t, event } = useTexts();
  const person = usePerson();
  const { busy, failed, act } = useActing();
  const mine = item.claimedBy === person?.actor;
  const isSuggestion = item.kind === "suggestion";
  const handle = (what: "claim" | "release") =>
    void act(() => post(`/tasks/${encodeURIComponent(item.id)}/${what}`));
  const form = item.completedBy.find((type) => type !== "task.closed");
  usePhysicalKeys({
    ...(!mine && { KeyC: () => handle("claim") }),
    ...(form && { KeyE: () => go(answerPath(item, form)) }),
  });
  return (
    <Stack gap="sm">
      {failed && <Failed error={failed} focused acted />}
      <Group gap="xs">
        {mine ? (
          <Button variant="default" loading={busy} onClick={() => handle("release")}>
            {t("inbox.release")}
          </Button>
        ) : (
          <Button loading={busy} onClick={() => handle("claim")}>
            {t("inbox.claim")}
          </Button>
        )}
        {item.completedBy
          .filter((type) => type !== "task.closed")
          .map((type) => (
            <LinkButton key={type} variant="outline" to={answerPath(item, type)}>
              {t("inbox.answer", { event: event(type) })}
            </LinkButton>
          ))}
      </Group>
      {isSuggestion ? (
        <Suggested item={item} />
      ) : (
        item.what === null && mine && <Closing item={item} onDone={onDone} />
      )}
    </Stack>
  );
}

/** Managers and seniors take, or give out, what is for others too; what exactly, the API says. */
const mayHandle = (person: Person | null, { role }: ShownItem): boolean =>
  person !== null &&
  acts(person.role) &&
  (role === person.role || ["manager", "senior"].includes(person.role));

/** What a caller says and never says, in words. */
function Sheet({ of: { id, points } }: { readonly of: ShownItem }) {
  const { t, language } = useTexts();
  const item = useGet<SheetedItem>(withQuery(`/tasks/${encodeURIComponent(id)}`, { lang: language }), {
    still: true,
  });
  // Done meanwhile: nothing has to be said any more.
  if (item.error?.kind === "gone") return null;
  return (
    <Shown of={item} lines={points.length}>
      {({ sheet }) => (
        <Stack gap="xs">
          {sheet.map(({ heading, points: own }) => (
            <div key={heading}>
              <Title order={3} size="h5">
                {heading ?? t("inbox.points")}
              </Title>
              <ul lang={heading === null ? "en" : undefined}>
                {own.map((point) => (
                  <li key={point}>{point}</li>
                ))}
              </ul>
            </div>
          ))}
        </Stack>
      )}
    </Shown>
  );
}

function Chosen({ item, onDone }: { readonly item: ShownItem; readonly onDone: () => void }) {
  const { t, value } = useTexts();
  const moment = useMoment();
  const titleOf = useTitle();
  const person = usePerson();
  return (
    <section className="card" aria-label={titleOf(item)}>
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={2} size="h3">
            {titleOf(item)}
          </Title>
          <Link to={pathOf("clients", item.client)}>{item.client}</Link>
        </Group>
        <Text>
          <Said says={item.says} />
        </Text>
        <Group gap="xs">
          <Badge>{value(item.role)}</Badge>
          {item.about && <Badge color="gray">{item.about}</Badge>}
          {item.overdue && <Badge color="red">! {t("common.overdue")}</Badge>}
          {item.dueAt && <Badge color="gray">{t("inbox.due", { at: moment(item.dueAt) })}</Badge>}
          {item.snoozedUntil && (
            <Badge color="violet">{t("inbox.snoozed", { at: moment(item.snoozedUntil) })}</Badge>
          )}
        </Group>
        {item.escalated && (
          <Alert color="orange" variant="outline">
            {t("inbox.escalated", { role: value(item.escalated.from) })}
          </Alert>
        )}
        {item.claimedBy && item.claimedBy !== person?.actor && (
          <Alert color="yellow" variant="outline">
            {t("inbox.has", { actor: item.claimedBy })}
          </Alert>
        )}
        {/* What was noticed is shown as it is, below. */}
        {item.points.length > 0 && item.kind !== "suggestion" && <Sheet of={item} />}
        {mayHandle(person, item) && <Handling key={item.id} item={item} onDone={onDone} />}
      </Stack>
    </section>
  );
}

/** A task that an address names, and that is not in the list: whose it is, or that it is over. */
function Elsewhere({ id }: { readonly id: string }) {
  const { t, value } = useTexts();
  const person = usePerson();
  const task = useGet<ShownItem>(`/tasks/${encodeURIComponent(id)}`);
  return (
    <Shown of={task} lines={4}>
      {(item) => (
        <Stack gap="sm">
          {item.role !== person?.role && (
            <Alert color="yellow" variant="outline" role="note">
              {t("inbox.forRole", { role: value(item.role) })}
            </Alert>
          )}
          <Chosen item={item} onDone={() => {}} />
        </Stack>
      )}
    </Shown>
  );
}

interface ListProps {
  readonly view: InboxView;
  readonly name: string;
  readonly data: ShownInbox;
  readonly onMore: (() => void) | null;
}

function List({ view, name, data, onMore }: ListProps) {
  const { t } = useTexts();
  const [query] = useQuery();
  const { rows, fresh, show } = useSettled(name, data.items, ({ id }) => id);
  const task = query.get("task");
  const to = (id: string) =>
    withQuery("/inbox", { view: view === "all" ? null : view, shown: query.get("shown"), task: id });
  const at = rows.findIndex(({ row }) => row.id === task);
  const chosen = rows[at];
  const step = (by: number) => {
    const next = rows[Math.min(Math.max(at + by, 0), rows.length - 1)];
    if (next) go(to(next.row.id), { replace: true });
  };
  usePhysicalKeys({ KeyJ: () => step(1), KeyK: () => step(-1) });
  const following =
    rows.slice(at + 1).find(({ gone }) => !gone) ?? rows.find(({ gone, row }) => !gone && row.id !== task);
  const aside = chosen ? (
    <Chosen item={chosen.row} onDone={() => following && go(to(following.row.id), { replace: true })} />
  ) : task ? (
    <Elsewhere key={task} id={task} />
  ) : (
    <Text c="dimmed">{t("inbox.choose")}</Text>
  );
  if (rows.length === 0 && fresh === 0)
    return (
      <>
        <Empty says={t("inbox.empty")} />
        {task && aside}
      </>
    );
  return (
    <div className="split">
      <div>
        {data.counts.oldestDays !== null && (
          <Text size="sm" c="dimmed" mb="xs">
            {t("inbox.oldest", { days: data.counts.oldestDays })}
          </Text>
        )}
        {fresh > 0 && (
          <Button fullWidth variant="light" mb="xs" onClick={show}>
            {t("state.new", { n: fresh })}
          </Button>
        )}
        <ul className="rows" aria-label={t("inbox.list")}>
          {rows.map(({ row, gone }) => (
            <ItemRow key={row.id} item={row} gone={gone} chosen={row.id === task} to={to(row.id)} />
          ))}
        </ul>
        {data.next !== null && <Cut shown={data.items.length} of={data.counts.items} onMore={onMore} />}
      </div>
      <div>{aside}</div>
    </div>
  );
}

export function Inbox() {
  const { t } = useTexts();
  const person = usePerson();
  const [query] = useQuery();
  const view = VIEWS.find((each) => each === query.get("view")) ?? "all";
  const { list, name, onMore } = useList<ShownInbox>("/tasks", asked(view, person?.role ?? ""), SHOWN);
  return (
    <Page title={t("inbox.title")}>
      <Views view={view} counts={list.data?.counts} />
      <Shown of={list}>
        {(data) => <List key={view} view={view} name={name} data={data} onMore={onMore} />}
      </Shown>
    </Page>
  );
}
