import { expect, it } from "vitest";
import { answerPage, clientPage, packagePage, plainPage } from "../../../apps/api/handover/pages.ts";
import type { Locale } from "../../../machines/index.ts";
import { companyIn, inWords, regionIn } from "../../../texts/notices/codes.ts";

type ClientPage = Parameters<typeof clientPage>[0];

const HANDOVER = {
  stage: "offered",
  due: "2026-12-06T10:00:00.000Z",
  items: [],
  outcome: null,
} as unknown as ClientPage["handover"];
const PROVIDER = {
  ...{ id: "p1", capabilities: ["web-design", "greenApples"], regions: ["DE", "berlin"] },
  ...{ price: 90_000, contact: "hello@garden.example", name: "Сад и Ко" },
} as unknown as ClientPage["provider"];

const client = (locale: Locale, name: string, stage = "offered") =>
  clientPage({
    ...{
      locale,
      zone: "Europe/Berlin",
      currency: "EUR",
      ours: "Пример и партнёры",
      noneTicked: false,
      policy: "2026-11",
    },
    handover: { ...HANDOVER, stage } as ClientPage["handover"],
    provider: { ...PROVIDER, name },
  });

it("R-HND-4 R-COM-1 every page names our company, and is in its reader's language", async () => {
  const question = { ours: "Example Works", needs: ["web-design"], regions: ["DE"], items: [], due: null };
  const pack = { providerId: "p1", items: ["needs"], size: 1, sha256: "0", encrypted: false };
  for (const [locale, asks, dead] of [
    ["en", "Can you take on a client of Example Works?", "This link has expired"],
    ["ru", "Можете принять клиента компании «Example Works»?", "Срок ссылки истёк"],
  ] as const) {
    const pages = await Promise.all([
      answerPage({ ...question, locale, answered: null }),
      packagePage(locale, "Example Works", pack as never),
      plainPage(locale, "Example Works", "expired"),
    ]);
    for (const page of pages) {
      expect(page).toContain(`<html lang="${locale}">`);
      expect(page).toContain("Example Works</p><h1>");
    }
    expect(pages[0]).toContain(`<h1>${asks}</h1>`);
    expect(pages[2]).toContain(`<h1>${dead}</h1>`);
  }
  // Where nobody said what we are called, nothing is made up.
  expect(await plainPage("en", null, "expired")).toContain("<main><h1>This link");
});

it("R-POL-3 the client's page leads to the policy that the relationship goes by, whatever stage it is at", async () => {
  for (const stage of ["offered", "asking", "exporting", "settled"])
    for (const [locale, says] of [
      ["en", "How we work together, and how we part"],
      ["ru", "Как мы работаем вместе и как расстаёмся"],
    ] as const)
      expect(await client(locale, "Orchard", stage)).toContain(
        `<a href="/policy/2026-11/${locale}?yours=2026-11">${says}</a>`,
      );
});

it("R-COM-1 a company's name brings its own quotation marks, and takes its verb in the singular", async () => {
  expect(await client("ru", "Сад и Ко", "exporting")).toContain("Компания «Сад и Ко» готова вас принять.");
  expect(await client("ru", "ООО «Сад»", "exporting")).toContain("Компания ООО «Сад» готова вас принять.");
  expect(await client("en", "Orchard & Co", "exporting")).toContain("Orchard &amp; Co will take you on.");
  expect(companyIn("„Сад и Ко“", "ru")).toBe("„Сад и Ко“");
});

it("capabilities and regions are read in words, and a code without any as it is", async () => {
  expect(await client("ru", "Сад")).toMatch(/дизайн сайта, green apples[\s\S]*Германия, Berlin/);
  expect(await client("en", "Orchard")).toMatch(/web design, green apples[\s\S]*Germany, Berlin/);
  expect(inWords("ISO-9001", "en")).toBe("ISO-9001");
  expect(inWords("webDesign", "ru")).toBe("дизайн сайта");
  expect(regionIn("xx", "en")).toBe("Xx");
});
