import { ApplicationFailure } from "@temporalio/common";
import { BadAddress, type GuardedAnswer, MOST, TIMEOUT_MS, TooLate, TooLong } from "./guardedRequest.ts";
import { PrivateAddress } from "./privateAddress.ts";

const LATER = [408, 429];

/** Who answers, as errors name it: `type` of what may be tried again, `refused` of what may not. */
export interface Answerer {
  readonly who: string;
  readonly type: string;
  readonly refused: string;
}

/** Why nothing was heard, as a failure. Neither the address nor the cause is repeated: an address may hold a token. */
export function unheard(error: unknown, { who, type, refused }: Answerer, timeoutMs = TIMEOUT_MS): Error {
  const says = (why: string) => `${who} ${why}`;
  if (error instanceof PrivateAddress)
    return ApplicationFailure.nonRetryable(
      says("is not on the public internet; private addresses are refused unless they are allowed"),
      "PrivateAddress",
    );
  if (error instanceof BadAddress)
    return ApplicationFailure.nonRetryable(says(`cannot be asked: ${error.message}`), refused);
  if (error instanceof TooLong)
    return ApplicationFailure.nonRetryable(says(`answered more than ${MOST} bytes`), refused);
  const why = error instanceof TooLate ? `gave no answer in ${timeoutMs} ms` : "is out of reach";
  return ApplicationFailure.retryable(says(why), type);
}

/** An answer that is not 2xx, as a failure: 4xx other than 408 and 429 is for good. `to`: what it answered to. */
export function refusal(
  { status, retryAfter }: Pick<GuardedAnswer, "status" | "retryAfter">,
  to: string,
  { who, type, refused }: Answerer,
): Error {
  const says = `${who} answered ${status} to ${to}`;
  if (status >= 400 && status < 500 && !LATER.includes(status))
    return ApplicationFailure.nonRetryable(says, refused);
  const seconds = Number(retryAfter);
  return ApplicationFailure.create({
    message: says,
    type,
    ...(seconds > 0 && { nextRetryDelay: seconds * 1000 }),
  });
}
