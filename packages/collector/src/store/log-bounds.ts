/**
 * The log is read by number, and a time is turned into a number: events are numbered as they arrive, in the order of
 * time but for what several collectors' clocks and groups shuffle, which is far less than this.
 */
export const SHUFFLED_WITHIN_MS = 3_600_000;

/** More addresses than this match a search: then so many events do that reading from the newest on finds them sooner. */
export const ADDRESSES_LOOKED_UP = 2_000;
