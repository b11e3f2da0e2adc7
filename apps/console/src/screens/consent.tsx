// R-HND-3: what the client lets us hand over, item by item and provider by provider; without it, nothing goes.
import { Alert, Badge, Button, Checkbox, Group, Stack, Table, Text } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import type { HandoverView, MatchedView } from "../../../api/handover/routes.ts";
import type { ClientView } from "../../../api/schemas.ts";
import { post } from "../api/client.ts";
import { useGet } from "../api/data.ts";
import { useSending } from "../api/sending.ts";
import type { ToldAnswer } from "../form/useEventForm.ts";
import { formPath } from "../parts/forms.ts";
import { Link } from "../parts/link.tsx";
import { SentNote } from "../parts/sent.tsx";
import { Empty, Shown } from "../parts/states.tsx";
import { pathOf } from "../router.ts";
import { useTexts } from "../texts/index.tsx";
import { speaksForClients, usePerson } from "../who.ts";

/** What can go with a client, in the order of the client's own page; a test holds it against that. */
const ITEMS = ["contact", "contract", "needs", "matters", "history", "invoices", "letters"] as const;
/** In these stages the client has agreed, and can take it back. */
const AGREED: readonly string[] = ["asking", "exporting", "moving"];

type HandoverPackage = HandoverView["packages"][number];

/** Who fits, best first; whoever is asked now and whoever had a package are there in any case. */
function providersIn(handover: HandoverView, matched: MatchedView): string[] {
  const fitting = matched.matches.flatMap(({ provider, fits }) => (fits ? provider : []));
  const had = handover.packages.flatMap(({ providerId }) => providerId ?? []);
  return [...new Set([...(handover.providerId ? [handover.providerId] : []), ...had, ...fitting])];
}

/** What is known of an item and a provider that is not asked now. */
function Elsewhere({ had, item }: { readonly had: HandoverPackage | undefined; readonly item: string }) {
  const { t } = useTexts();
  if (!had?.items.includes(item))
    return (
      <Text span size="sm">
        {t("consent.notAsked")}
      </Text>
    );
  return had.revoked ? (
    <Text span size="sm">
      ✗ {t("consent.ended")}
    </Text>
  ) : (
    <Text span size="sm">
      ✓ {t("consent.agreed")}
    </Text>
  );
}

interface GridProps {
  readonly handover: HandoverView;
  readonly providers: readonly string[];
  /** What is ticked of the provider in question. */
  readonly ticked: readonly string[];
  /** What may be ticked and unticked. */
  readonly open: readonly string[];
  readonly onTick: (item: string, on: boolean) => void;
}

function Grid({ handover, providers, ticked, open, onTick }: GridProps) {
  const { t, value } = useTexts();
  const { providerId, items, stage, packages } = handover;
  const cell = (item: (typeof ITEMS)[number], provider: string) => {
    const name = t(`consent.item.${item}`);
    if (provider !== providerId)
      return <Elsewhere had={packages.findLast((one) => one.providerId === provider)} item={item} />;
    if (open.includes(item))
      return (
        <Checkbox
          aria-label={t("consent.cell", { item: name, provider })}
          checked={ticked.includes(item)}
          onChange={(event) => onTick(item, event.currentTarget.checked)}
        />
      );
    if (items.includes(item))
      return (
        <Text span size="sm">
          ✓ {t("consent.agreed")}
        </Text>
      );
    return (
      <Text span size="sm">
        {t(stage === "offered" ? "consent.open" : "consent.not")}
      </Text>
    );
  };
  return (
    <div className="scroll">
      <Table className="cards">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("consent.item")}</Table.Th>
            {providers.map((provider) => (
              <Table.Th key={provider}>
                {provider} {provider === providerId && stage !== "settled" && <Badge>{value(stage)}</Badge>}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {ITEMS.map((item) => (
            <Table.Tr key={item}>
              <Table.Td>{t(`consent.item.${item}`)}</Table.Td>
              {providers.map((provider) => (
                <Table.Td key={provider} data-label={provider}>
                  {cell(item, provider)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

/** What was recorded just now. It stands until something else is chosen. */
function Recorded({ seq }: { readonly seq: number }) {
  const { t } = useTexts();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <Alert ref={box} tabIndex={-1} role="status" color="green">
      ✓ {t("consent.done", { seq })}
    </Alert>
  );
}

/** What ops record of the client's word, by the events of the machine. */
function useConsent(view: ClientView, handover: HandoverView) {
  const { client, seq } = view;
  const { stage, providerId, items } = handover;
  const sending = useSending<ToldAnswer>();
  const gives = stage === "offered";
  const takesBack = AGREED.includes(stage);
  const open: readonly string[] = gives ? ITEMS : takesBack ? items : [];
  // Another stage, provider or consent is another question: nothing of the last answer stays ticked.
  const question = `${stage} ${providerId} ${items.join()}`;
  const [chosen, choose] = useState<{ readonly of: string; readonly items: readonly string[] } | null>(null);
  // Nothing is agreed to beforehand.
  const ticked = chosen?.of === question ? chosen.items : gives ? [] : items;
  const back = items.filter((item) => !ticked.includes(item));
  const data = gives
    ? { providerId, items: ticked }
    : { providerId, ...(back.length < items.length && { items: back }) };
  const record = () =>
    void sending.send((eventId) =>
      post<ToldAnswer>(
        `/clients/${encodeURIComponent(client)}/events`,
        { type: gives ? "consent.given" : "consent.revoked", data, eventId },
        // The grid shows this moment: what the client says of another provider is not taken for this one's.
        { "if-match": `"${seq}"` },
      ),
    );
  return {
    sending,
    gives,
    open,
    ticked,
    /** How many items it is about. */
    count: gives ? ticked.length : back.length,
    record,
    tick(item: string, on: boolean) {
      const left = ticked.filter((one) => one !== item);
      choose({ of: question, items: ITEMS.filter((one) => (one === item ? on : left.includes(one))) });
      sending.changed();
    },
    tickNone() {
      choose({ of: question, items: [] });
      sending.changed();
    },
  };
}

function Consented({
  view,
  handover,
  providers,
}: {
  readonly view: ClientView;
  readonly handover: HandoverView;
  readonly providers: readonly string[];
}) {
  const { t, event } = useTexts();
  const person = usePerson();
  const { sending, gives, open, ticked, count, record, tick, tickNone } = useConsent(view, handover);
  const { stage, outcome, items } = handover;
  const says = person !== null && speaksForClients(person.role);
  const shown = says && open.length > 0;
  const { standing, told, busy } = sending;
  return (
    <Stack gap="sm" align="stretch">
      <Text size="sm">{t(items.length > 0 ? "consent.only" : "consent.nothing")}</Text>
      {outcome !== null && <Text size="sm">{t(`consent.outcome.${outcome}`)}</Text>}
      <Grid
        handover={handover}
        providers={providers}
        ticked={ticked}
        open={shown ? open : []}
        onTick={tick}
      />
      {standing === "done" && told && <Recorded key={told.seq} seq={told.seq ?? 0} />}
      <SentNote sent={sending} onAskAgain={record} />
      {shown && (
        <Group gap="xs">
          {count > 0 && (
            <Button loading={busy} color={gives ? "blue" : "red"} onClick={record}>
              {standing === "unknown"
                ? t("state.retry")
                : t(gives ? "consent.give" : "consent.takeBack", { n: count })}
            </Button>
          )}
          {!gives && ticked.length > 0 && (
            <Button variant="default" onClick={tickNone}>
              {t("consent.none")}
            </Button>
          )}
          {stage !== "settled" && (
            <Link size="sm" to={formPath(view.client, "handover.declined")}>
              {event("handover.declined")}
            </Link>
          )}
        </Group>
      )}
    </Stack>
  );
}

/** The grid of one client: for those who see the links of a handover. */
export function Consent({ client }: { readonly client: string }) {
  const { t } = useTexts();
  const path = pathOf("clients", client);
  const view = useGet<ClientView>(path);
  const handover = useGet<HandoverView>(`${path}/handover`);
  const matched = useGet<MatchedView>(`${path}/providers`, { still: true });
  return (
    <Shown of={handover} lines={4} missing={<Empty says={t("handover.empty")} />}>
      {(known) => (
        <Shown of={view} lines={4}>
          {(seen) => (
            <Shown of={matched} lines={4}>
              {(found) => {
                const providers = providersIn(known, found);
                return providers.length === 0 ? (
                  <Empty says={t("handover.noProviders")} />
                ) : (
                  <Consented view={seen} handover={known} providers={providers} />
                );
              }}
            </Shown>
          )}
        </Shown>
      )}
    </Shown>
  );
}
