// Who acts, on an engine without a login: whoever uses it says so.
import { Alert, Button, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { Page } from "../parts/page.tsx";
import { Preferences } from "../shell.tsx";
import { useTexts } from "../texts/index.tsx";
import { PEOPLE, signIn } from "../who.ts";

const NAME = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/;

export function Enter() {
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
    <main className="enter">
      <Page title={t("enter.title")}>
        <Stack gap="md">
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
          <Alert color="orange" variant="outline">
            {t("app.local")}
          </Alert>
          <Preferences />
        </Stack>
      </Page>
    </main>
  );
}
