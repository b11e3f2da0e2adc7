// What stands around every screen: menu, search, language, colours, who acts, and whether it is live.
import {
  Badge,
  Button,
  Group,
  Kbd,
  Modal,
  NativeSelect,
  Stack,
  Switch,
  Table,
  Text,
  TextInput,
  useMantineColorScheme,
} from "@mantine/core";
import { type FormEvent, type ReactNode, useRef, useState } from "react";
import { useLive } from "./api/live.ts";
import { lettersOn, setLetters, usePhysicalKeys } from "./keys.ts";
import { Palette } from "./palette.tsx";
import { Link } from "./parts/link.tsx";
import { setUtc, useMoment, useUtc } from "./parts/times.tsx";
import { go, usePath, withQuery } from "./router.ts";
import { useTexts } from "./texts/index.tsx";
import { type ConsoleLanguage, LANGUAGES } from "./texts/language.ts";
import { type Person, SCREENS_OF, signOut, switchRole } from "./who.ts";

/** Language, colours and the zone of times: of the browser, not of the address. */
export function Preferences() {
  const { t, language, setLanguage } = useTexts();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const utc = useUtc();
  return (
    <Group gap="xs" className="preferences">
      <NativeSelect
        size="xs"
        label={t("app.language")}
        value={language}
        data={LANGUAGES.map((value) => ({ value, label: value === "en" ? "English" : "Русский" }))}
        onChange={(event) => setLanguage(event.currentTarget.value as ConsoleLanguage)}
      />
      <NativeSelect
        size="xs"
        label={t("app.scheme")}
        value={colorScheme}
        data={(["auto", "light", "dark"] as const).map((value) => ({
          value,
          label: t(`app.scheme.${value}`),
        }))}
        onChange={(event) => setColorScheme(event.currentTarget.value as typeof colorScheme)}
      />
      <NativeSelect
        size="xs"
        label={t("app.times")}
        value={utc ? "utc" : "local"}
        data={(["local", "utc"] as const).map((value) => ({ value, label: t(`app.times.${value}`) }))}
        onChange={(event) => setUtc(event.currentTarget.value === "utc")}
      />
    </Group>
  );
}

function LiveMark() {
  const { t } = useTexts();
  const moment = useMoment();
  const { live, heardAt } = useLive();
  return (
    <Badge color={live ? "green" : "red"} role="status" className="live">
      {live ? `● ${t("live.on")}` : `○ ${t("live.off", { at: moment(new Date(heardAt).toISOString()) })}`}
    </Badge>
  );
}

const HELP = [
  ["?", "keys.help"],
  ["/", "keys.search"],
  ["Ctrl K", "keys.palette"],
  ["g i · g c · g a · g u", "keys.go"],
  ["j k", "keys.move"],
  ["Enter", "keys.open"],
  ["c", "keys.claim"],
  ["e", "keys.form"],
  ["← → · Shift ← → · Home End", "keys.timeline"],
  ["Esc", "keys.close"],
] as const;

function KeysHelp({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  const { t } = useTexts();
  const [letters, choose] = useState(lettersOn());
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("keys.title")}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <Stack>
        <Table>
          <Table.Tbody>
            {HELP.map(([keys, says]) => (
              <Table.Tr key={keys}>
                <Table.Td>
                  <Kbd>{keys}</Kbd>
                </Table.Td>
                <Table.Td>{t(says)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        <Switch
          label={t("keys.letters")}
          checked={letters}
          onChange={(event) => {
            setLetters(event.currentTarget.checked);
            choose(event.currentTarget.checked);
          }}
        />
      </Stack>
    </Modal>
  );
}

function Menu({ role, onGo }: { readonly role: string; readonly onGo: () => void }) {
  const { t } = useTexts();
  const [here = "inbox"] = usePath();
  const shown = SCREENS_OF.filter(({ roles }) => (roles as readonly string[]).includes(role));
  return (
    <nav aria-label={t("app.menu")} className="menu">
      {shown.map(({ name, to, group }, n) => (
        <Link
          key={name}
          to={to}
          underline="never"
          className={group !== shown[n - 1]?.group && n > 0 ? "menu-item first" : "menu-item"}
          aria-current={here === to.slice(1) ? "page" : undefined}
          onClickCapture={onGo}
        >
          {t(`nav.${name}`)}
        </Link>
      ))}
    </nav>
  );
}

/** Who sits here, in which role, and how they like the page. */
function Me({ person }: { readonly person: Person }) {
  const { t, value } = useTexts();
  return (
    <Stack component="section" gap="xs" className="me" aria-label={t("app.me")}>
      <Text size="sm">{t("app.who", { actor: `${person.id}, ${value(person.role)}` })}</Text>
      <Button variant="default" size="compact-sm" onClick={() => void signOut()}>
        {t("app.leave")}
      </Button>
      {person.roles.length > 1 && (
        <NativeSelect
          size="xs"
          label={t("app.role")}
          value={person.role}
          data={person.roles.map((role) => ({ value: role, label: value(role) }))}
          onChange={(event) => switchRole(event.currentTarget.value)}
        />
      )}
      <Preferences />
      {person.local && (
        <Text size="xs" c="dimmed">
          {t("app.local")}
        </Text>
      )}
    </Stack>
  );
}

export function Shell({ person, children }: { readonly person: Person; readonly children: ReactNode }) {
  const { t } = useTexts();
  const [help, setHelp] = useState(false);
  const [palette, setPalette] = useState(false);
  const [menu, setMenu] = useState(false);
  const search = useRef<HTMLInputElement>(null);
  usePhysicalKeys({
    "Shift+Slash": () => setHelp(true),
    Slash: () => search.current?.focus(),
    "Ctrl+KeyK": () => setPalette(true),
    "KeyG KeyI": () => go("/inbox"),
    "KeyG KeyC": () => go("/clients"),
    "KeyG KeyA": () => go("/approvals"),
    "KeyG KeyU": () => go("/audit"),
  });
  const find = (event: FormEvent) => {
    event.preventDefault();
    const text = search.current?.value.trim();
    if (text) go(withQuery("/clients", { text }));
  };
  return (
    <div className="shell">
      <a href="#content" className="skip">
        {t("app.skip")}
      </a>
      <header className="top">
        <Button
          className="burger"
          variant="default"
          size="compact-md"
          aria-expanded={menu}
          onClick={() => setMenu(!menu)}
        >
          {t("app.menu")}
        </Button>
        <Link to="/inbox" className="brand" underline="never">
          {t("app.name")}
        </Link>
        <form onSubmit={find} className="search">
          <TextInput
            ref={search}
            size="xs"
            aria-label={t("app.search")}
            placeholder={t("app.search")}
            type="search"
          />
        </form>
        <LiveMark />
        <Button className="keys" variant="default" size="compact-sm" onClick={() => setHelp(true)}>
          {t("app.keys")}
        </Button>
      </header>
      <div className={menu ? "side opened" : "side"}>
        <Menu role={person.role} onGo={() => setMenu(false)} />
        <Me person={person} />
      </div>
      <main id="content" className="content" tabIndex={-1}>
        {children}
      </main>
      <KeysHelp opened={help} onClose={() => setHelp(false)} />
      {palette && <Palette role={person.role} onClose={() => setPalette(false)} />}
    </div>
  );
}
