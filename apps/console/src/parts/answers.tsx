import { Group } from "@mantine/core";
import type { ShownMatter } from "../../../api/schemas.ts";
import { useTexts } from "../texts/index.tsx";
import { acts, usePerson } from "../who.ts";
import { formPath } from "./forms.ts";
import { Link } from "./link.tsx";

/** The forms of the events that answer what is open; nothing for somebody who does not act. */
export function Answers({ client, matter }: { readonly client: string; readonly matter: ShownMatter }) {
  const { event } = useTexts();
  const person = usePerson();
  if (!person || !acts(person.role)) return null;
  return (
    <Group gap="sm">
      {matter.events.map((type) => (
        <Link key={type} size="sm" to={formPath(client, type, { about: matter.id })}>
          {event(type)}
        </Link>
      ))}
    </Group>
  );
}
