// What a message in ICU's form is made of: its words, its marks, and the slots that it uses.
import type { IntlMessageFormat } from "intl-messageformat";
import { ABSENT } from "./write.ts";

type MessageNode = ReturnType<IntlMessageFormat["getAst"]>[number];

/** A place in a message where a slot is used; `options`: of a select or a plural. */
export interface SlotUse {
  readonly slot: string;
  readonly options?: readonly string[];
  readonly plural?: true;
  /** A select around it has looked whether the slot is there. */
  readonly sure?: boolean;
}

/** Words of a message, and the marks that they stand in. */
export interface Literal {
  readonly words: string;
  readonly marks: readonly string[];
}

/** The words of a message in all its branches. */
export function wordsIn(nodes: readonly MessageNode[], marks: readonly string[] = []): Literal[] {
  return nodes.flatMap((node): Literal[] => {
    if ("options" in node) return Object.values(node.options).flatMap(({ value }) => wordsIn(value, marks));
    if ("children" in node) return wordsIn(node.children, [...marks, node.value]);
    return "value" in node && node.type === 0 ? [{ words: node.value, marks }] : [];
  });
}

/** The marks of a message, those in other ones too. */
export const marksIn = (nodes: readonly MessageNode[]): string[] =>
  nodes.flatMap((node): string[] => {
    if ("options" in node) return Object.values(node.options).flatMap(({ value }) => marksIn(value));
    return "children" in node ? [node.value, ...marksIn(node.children)] : [];
  });

/**
 * Where a message uses slots.
 * @param sure optional slots that are there: a select has looked.
 */
export function usesIn(nodes: readonly MessageNode[], sure: readonly string[] = []): SlotUse[] {
  return nodes.flatMap((node): SlotUse[] => {
    if ("children" in node) return usesIn(node.children, sure);
    if ("options" in node) {
      const slot = node.value;
      const looked = ABSENT in node.options ? [...sure, slot] : sure;
      const inner = Object.entries(node.options).flatMap(([option, { value }]) =>
        usesIn(value, option === ABSENT ? sure : looked),
      );
      const plural = "pluralType" in node ? { plural: true as const, sure: sure.includes(slot) } : {};
      return [{ slot, options: Object.keys(node.options), ...plural }, ...inner];
    }
    // Literals have a value too; only what is put in has a place of its own without being text.
    return "value" in node && node.type !== 0 ? [{ slot: node.value }] : [];
  });
}
