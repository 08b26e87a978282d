// SPDX-License-Identifier: Apache-2.0

export interface PlacesOptions {
  /** Most requests in progress. */
  readonly requests: number;
  /** Most bytes of bodies in memory, all requests together. */
  readonly bodyBytes: number;
  /** Milliseconds of a clock that never goes back. */
  readonly nowMs: () => number;
}

/** Why a request finds no place. */
export type Full = 'requests' | 'bytes';

/** What one request holds, from its headers until it is answered and read. */
export interface Place {
  /** So many bytes of the body have come; false when there is no room for them. */
  receive(bytes: number): boolean;
  /** The body is here and the work begins. */
  work(): void;
  /** The work is done; the answer is on its way. */
  answer(): void;
  /** The answer has been read, or nobody reads it any more. */
  leave(): void;
}

export interface Places {
  /** Takes a place for a request whose body will have so many bytes, as far as it says; or says what is full. */
  enter(statedBytes: number): Place | Full;
  /** Requests that count now. */
  readonly requests: () => number;
  readonly bodyBytes: () => number;
}

/** A request that waits for the network longer than this counts no more when another wants its place. */
const SLOW_MS = 2_000;

/**
 * Places for requests, and room for their bodies. A place is held while there is work, also when nobody waits for its
 * answer any more. One that only waits for the network, for a body to come or an answer to be read, is given up when
 * it is slow and another wants it: slow clients cannot hold all of them. It counts again as soon as there is work.
 */
export const createPlaces = ({ requests, bodyBytes, nowMs }: PlacesOptions): Places => {
  let counted = 0;
  let heldBytes = 0;
  /** Gives each place that waits for the network up; the longest wait first. */
  const waiting = new Map<() => void, number>();

  const giveUpSlow = (): void => {
    const before = nowMs() - SLOW_MS;
    for (const [giveUp, sinceMs] of waiting) {
      if (sinceMs > before) return;
      giveUp();
    }
  };

  const openPlace = (): Place => {
    let counts = false;
    let works = false;
    let gone = false;
    let bytes = 0;
    const count = (): void => {
      if (!counts) counted += 1;
      counts = true;
    };
    const giveUp = (): void => {
      if (counts) counted -= 1;
      counts = false;
      waiting.delete(giveUp);
    };
    const clear = (): void => {
      giveUp();
      heldBytes -= bytes;
      bytes = 0;
    };
    count();
    waiting.set(giveUp, nowMs());
    return {
      receive: (more) => {
        if (heldBytes + more > bodyBytes) return false;
        heldBytes += more;
        bytes += more;
        return true;
      },
      work: () => {
        works = true;
        waiting.delete(giveUp);
        count();
      },
      answer: () => {
        works = false;
        if (gone) clear();
        else waiting.set(giveUp, nowMs());
      },
      leave: () => {
        gone = true;
        if (!works) clear();
      },
    };
  };

  return {
    enter: (statedBytes) => {
      if (counted >= requests) giveUpSlow();
      if (counted >= requests) return 'requests';
      if (heldBytes + statedBytes > bodyBytes) return 'bytes';
      return openPlace();
    },
    requests: () => counted,
    bodyBytes: () => heldBytes,
  };
};
