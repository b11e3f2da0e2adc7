// Clients who want no mailings say so here: by a link in one (RFC 8058), or to one of ours.
import { createRoute, z } from "@hono/zod-openapi";
import type { Archive } from "../../../archive/open.ts";
import { iso } from "../../../machines/index.ts";
import { ProblemError } from "../../../services/problem.ts";
import type { ApiApp } from "../actor.ts";
import { clientParam, problem } from "../schemas.ts";

/** Where clients come by a link: neither the host nor the type of the body is ours to ask for. */
export const UNSUBSCRIBE = "/unsubscribe/";

const TEXTS = {
  en: {
    title: "Unsubscribe",
    ask: "Offers and thank-you letters will no longer be sent to you. Messages about your contract still will.",
    button: "Unsubscribe",
    done: "Done: offers and thank-you letters will no longer be sent to you.",
    gone: "This link is not valid any more.",
  },
  ru: {
    title: "Отписка",
    ask: "Мы перестанем присылать вам предложения и благодарности. Письма о вашем договоре останутся.",
    button: "Отписаться",
    done: "Готово: предложений и благодарностей больше не будет.",
    gone: "Эта ссылка больше не действует.",
  },
} as const;
type PageLocale = keyof typeof TEXTS;

/** A page without scripts, images or anything of other sites. */
function page(locale: PageLocale, text: string, button?: string): string {
  const form = button ? `<form method="post"><button>${button}</button></form>` : "";
  return `<!doctype html>
<html lang="${locale}"><meta charset="utf-8"><meta name="robots" content="noindex">
<meta name="viewport" content="width=device-width"><title>${TEXTS[locale].title}</title>
<body style="font:1.1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:4rem auto;padding:0 1rem">
<p>${text}</p>${form}</body></html>
`;
}

const unsubscribedSchema = z
  .object({ client: z.string(), unsubscribedAt: z.string() })
  .openapi("Unsubscribed");
export type Unsubscribed = z.infer<typeof unsubscribedSchema>;

const byOurs = createRoute({
  method: "post",
  path: "/v1/clients/{client}/unsubscription",
  operationId: "unsubscribeClient",
  summary: "A client wants no mailings: no win-back letters (N10), no thanks (N15)",
  request: { params: clientParam },
  responses: {
    200: {
      description: "Unsubscribed, now or before",
      content: { "application/json": { schema: unsubscribedSchema } },
    },
    404: problem("There is no such client"),
    503: problem("A part of the engine cannot be reached; try again"),
  },
});

export interface UnsubscribeOptions {
  readonly archive: Archive;
  readonly clock: () => number;
}

export function unsubscribeRoutes(app: ApiApp, { archive, clock }: UnsubscribeOptions): void {
  const { mailings, relationships } = archive;

  app.openapi(byOurs, async (c) => {
    const actor = c.get("actor");
    const { client } = c.req.valid("param");
    if (!(await relationships.get(client))) throw new ProblemError("missing", `there is no client ${client}`);
    await mailings.unsubscribe(client, iso(clock()), `${actor.role}:${actor.id}`);
    return c.json({ client, unsubscribedAt: (await mailings.unsubscribedAt(client)) ?? "" }, 200);
  });

  // Looking changes nothing: programs that check links look as well.
  app.get(`${UNSUBSCRIBE}:token`, async (c) => {
    const notice = await mailings.noticeOfToken(c.req.param("token"));
    if (!notice) return c.html(page("en", TEXTS.en.gone), 404);
    const locale = notice.locale as PageLocale;
    return c.html(page(locale, TEXTS[locale].ask, TEXTS[locale].button));
  });
  app.post(`${UNSUBSCRIBE}:token`, async (c) => {
    const notice = await mailings.noticeOfToken(c.req.param("token"));
    if (!notice) return c.html(page("en", TEXTS.en.gone), 404);
    await mailings.unsubscribe(notice.client, iso(clock()), "link");
    const locale = notice.locale as PageLocale;
    return c.html(page(locale, TEXTS[locale].done));
  });
}
