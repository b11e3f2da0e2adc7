import { afterAll, beforeAll, expect, it } from "vitest";
import { newest, registry, released } from "../../../machines/versions/index.ts";
import { type Cli, jsonOf, openCli } from "../../support/cli.ts";

let cli: Cli;
beforeAll(async () => {
  cli = await openCli();
  await cli.up();
  const opened = await cli.run(["open", "c1", "--as", "ops:olga", "--email", "c1@example.org", "-o", "json"]);
  expect(opened, opened.err).toMatchObject({ code: 0 });
});
afterAll(() => cli?.close());

const { ref } = newest();

it("R-VER-2 the versions of the machine are listed, with those that are on them", async () => {
  const [{ machines }] = jsonOf(await cli.run(["machines", "-o", "json"]));
  expect(machines).toEqual(
    registry()
      .known()
      .map((one) => ({
        ...one,
        status: released(one) ? "released" : "candidate",
        newest: one.hash === ref.hash,
        relationships: one.hash === ref.hash ? 1 : 0,
      })),
  );
});

it("R-VER-3 a move says what it did, and why not", async () => {
  const move = (...args: readonly string[]) =>
    cli.run(["machines", "move", ...args, "--as", "compliance:cleo"]);
  const own = await move("c1");
  expect(own).toMatchObject({ code: 3 });
  expect(own.out).toContain("it is moved to another machine");
  expect(await move("c1", "--to", "77")).toMatchObject({
    code: 4,
    err: expect.stringContaining("there is no version 77; there are 1"),
  });
  expect(await move("nobody")).toMatchObject({ code: 4 });
  expect(await move()).toMatchObject({ code: 2, err: expect.stringContaining("--all") });
  expect(jsonOf(await move("--all", "-o", "json"))).toMatchObject([{ moved: [] }]);
  expect(await cli.run(["machines", "move", "c1", "--as", "ops:olga"])).toMatchObject({ code: 5 });
});
