// Who sits here: by the login of a provider, or, on an engine without one, as they say.
import { Alert, Button, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { ApiError } from "../api/client.ts";
import { Page } from "../parts/page.tsx";
import { Failed } from "../parts/states.tsx";
import { Preferences } from "../shell.tsx";
import { useTexts } from "../texts/index.tsx";
import { askAgain, PEOPLE, signIn, type Whoever } from "../who.ts";

const NAME = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/;

function SayWho() {
  const { t, value } = useTexts();
  const [role, setRole] = useState("ops");
  const [name, setName] = useState("");
  const [wrong, setWrong] = useState(false);
  const enter = (event: FormEvent) => {
    event.preventDefault();
    if (NAME.test(name)) signIn(`${role}:${name}`);
    else setWrong(true);
  };
  return (
    <>
      <Text>{t("enter.says")}</Text>
      <form onSubmit={enter} noValidate>
        <Stack gap="sm">
          <NativeSelect
            label={t("enter.role")}
            value={role}
            onChange={(event) => setRole(event.currentTarget.value)}
            data={PEOPLE.map((each) => ({ value: each, label: value(each) }))}
          />
          <TextInput
            label={t("enter.name")}
            description={t("enter.name.hint")}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={wrong && !NAME.test(name) && t("enter.fault")}
            autoComplete="username"
            required
          />
          <Button type="submit">{t("enter.go")}</Button>
        </Stack>
      </form>
      <Alert color="orange">{t("app.local")}</Alert>
    </>
  );
}

/** With a provider, the way leads there and back to the address that was asked for. */
function Provider() {
  const { t } = useTexts();
  const next = encodeURIComponent(location.pathname + location.search);
  return (
    <>
      <Text>{t("enter.provider")}</Text>
      <Button component="a" href={`/login?next=${next}`}>
        {t("enter.sign")}
      </Button>
    </>
  );
}

export function Enter({ whoever }: { readonly whoever: Exclude<Whoever, { is: "known" }> }) {
  const { t } = useTexts();
  return (
    <main className="enter">
      <Page title={t("enter.title")}>
        <Stack gap="md">
          {whoever.is === "nobody" ? (
            whoever.local ? (
              <SayWho />
            ) : (
              <Provider />
            )
          ) : (
            <Failed error={new ApiError(0, {})} onRetry={askAgain} />
          )}
          <Preferences />
        </Stack>
      </Page>
    </main>
  );
}
