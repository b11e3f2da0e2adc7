// Ctrl+K: any screen by its name, any client by its id.
import { Modal, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { Link } from "./parts/link.tsx";
import { go, pathOf } from "./router.ts";
import { useTexts } from "./texts/index.tsx";
import { SCREENS_OF } from "./who.ts";

export function Palette({ role, onClose }: { readonly role: string; readonly onClose: () => void }) {
  const { t } = useTexts();
  const [text, setText] = useState("");
  const wanted = text.trim().toLowerCase();
  const screens = SCREENS_OF.filter(({ roles }) => (roles as readonly string[]).includes(role))
    .map(({ name, to }) => ({ to, says: t(`nav.${name}`) }))
    .filter(({ says }) => says.toLowerCase().includes(wanted));
  const client = text.trim();
  const found = [
    ...screens,
    ...(client ? [{ to: pathOf("clients", client), says: `${t("common.client")} ${client}` }] : []),
  ];
  const [first] = found;
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("palette.title")}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <Stack gap="xs">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (first) go(first.to);
            onClose();
          }}
        >
          <TextInput
            data-autofocus
            aria-label={t("palette.hint")}
            placeholder={t("palette.hint")}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        </form>
        {found.map(({ to, says }) => (
          <Link key={to} to={to} onClickCapture={onClose}>
            {says}
          </Link>
        ))}
      </Stack>
    </Modal>
  );
}
