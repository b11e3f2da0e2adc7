import { type LookupAddress, type LookupAllOptions, lookup } from "node:dns";
import type { LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";

/** A receiver that is not on the public internet: this machine, this network, a cloud's metadata service. */
export class PrivateAddress extends Error {
  override readonly name = "PrivateAddress";

  constructor() {
    super("the address is not a public one");
  }
}

/** Answers on every machine of one cloud although the address is a public one: Azure's agent and metadata. */
const NEVER = ["168.63.129.16"];

/** True for an address of the public internet, IPv4 or IPv6; one that is wrapped in the other counts as what it wraps. */
export function isPublic(address: string): boolean {
  // A scope (`fe80::1%eth0`) names an interface of this machine.
  if (!ipaddr.isValid(address) || address.includes("%")) return false;
  const plain = ipaddr.process(address);
  return plain.range() === "unicast" && !NEVER.includes(plain.toString());
}

/** The bare host of a URL: the parser has turned decimal, octal and hexadecimal forms into plain addresses. */
export function hostOf({ hostname }: URL): string {
  return hostname.startsWith("[") ? hostname.slice(1, -1) : hostname;
}

/** Asks for all addresses of a name. */
export type Resolve = (
  host: string,
  options: LookupAllOptions,
  answer: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * A lookup for sockets that refuses a name when any of its addresses is not public. The socket connects to the
 * addresses that were looked at, so a name that resolves otherwise a moment later gains nothing.
 */
export function publicLookup(resolve: Resolve = lookup): LookupFunction {
  return (host, options, answer) =>
    resolve(host, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error || !first) answer(error ?? new PrivateAddress(), "", 0);
      else if (!addresses.every(({ address }) => isPublic(address))) answer(new PrivateAddress(), "", 0);
      else if (options.all) answer(null, addresses);
      else answer(null, first.address, first.family);
    });
}
