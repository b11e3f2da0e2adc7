import type { Day } from "../../values/days.ts";

/** One message between a client and a company of ours. */
export interface StreakMessage {
  readonly channel: string;
  /** `in` from the client, `out` from us. */
  readonly direction: "in" | "out";
  /** Ms since the epoch. */
  readonly at: number;
  /** The day it was for the client. */
  readonly day: Day;
}

/** Messages in a row. Times in ms since the epoch. */
export interface MessageStreak {
  /** The client's day. */
  readonly day: Day;
  /** The first message, and the last before we answered or the day ended. */
  readonly from: number;
  until: number;
  messages: number;
  readonly channels: string[];
  /** When there were as many as are told of; null while there are fewer. */
  at: number | null;
}

/**
 * R-DEC-1: messages of a client in a row, no reply of ours between, on the same day in the client's time zone, all
 * channels together. A streak ends with our reply or with the day, and is told of once, however long it gets.
 */
export class Talk {
  /** The streak under way. */
  streak: MessageStreak | null = null;
  readonly #limit: number;

  /** @param limit so many messages make a streak that is told of */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The next message, in the order of time. @returns the streak that it ended, where that is told of. */
  take({ direction, at, day, channel }: StreakMessage): MessageStreak | null {
    const over = direction === "out" || this.streak?.day !== day ? this.end() : null;
    if (direction === "out") return over;
    this.streak ??= { day, from: at, until: at, messages: 0, channels: [], at: null };
    const { streak } = this;
    streak.messages += 1;
    streak.until = at;
    if (!streak.channels.includes(channel)) streak.channels.push(channel);
    if (streak.messages === this.#limit) streak.at = at;
    return over;
  }

  /** Ends the streak under way. @returns it, where it is told of. */
  end(): MessageStreak | null {
    const { streak } = this;
    this.streak = null;
    return streak !== null && streak.at !== null ? streak : null;
  }
}
