// Loaded before a program that has to do without a network: whoever reaches for one fails.
import { Socket as Datagrams } from "node:dgram";
import dns from "node:dns";
import { Socket } from "node:net";

const refuse = (): never => {
  throw new Error("this program reached for the network");
};
Socket.prototype.connect = refuse;
Datagrams.prototype.send = refuse;
Object.assign(dns, { lookup: refuse });
