// Who sits here: by the login of a provider, or, on an engine without one, as they say.
import { Alert, Button, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { personId } from "../../../../values/person.ts";
import { ApiError } from "../api/error.ts";
import { Page } from "../parts/page.tsx";
import { Failed } from "../parts/states.tsx";
import { Preferences } from "../shell.tsx";
import { useTexts } from "../texts/index.tsx";
import { askAgain, PEOPLE, signIn, type Whoever } from "../who.ts";

function SayWho() {
  const { t, value } = useTexts();
  const [role, setRole] = useState("ops");
  const [name, setName] = useState("");
  const [wrong, setWrong] = useState(false);
  const id = personId(name);
  const enter = (event: FormEvent) => {
    event.preventDefault();
    if (id === null) setWrong(true);
    else signIn(`${role}:${id}`);
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
            error={wrong && id === null && t("enter.fault")}
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

/** Somebody else has signed in in another tab: nothing more is done here in the name of whoever this tab showed. */
function Replaced({ was, by }: { readonly was: string; readonly by: string }) {
  const { t } = useTexts();
  return (
    <Alert color="orange" variant="outline" role="alert">
      <Stack gap="sm" align="flex-start">
        <Text>{t("enter.replaced", { was, by })}</Text>
        <Button onClick={() => location.reload()}>{t("enter.goOn", { by })}</Button>
      </Stack>
    </Alert>
  );
}

export function Enter({ whoever }: { readonly whoever: Exclude<Whoever, { is: "known" }> }) {
  const { t } = useTexts();
  return (
    <main className="enter">
      <Page title={t("enter.title")}>
        <Stack gap="md">
          {whoever.is === "replaced" ? (
            <Replaced was={whoever.was.actor} by={whoever.by} />
          ) : whoever.is === "nobody" ? (
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
