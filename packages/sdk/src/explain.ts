/** What a running Scout has to say for itself; `explain` puts it in words. */
export type Notice = 'answer' | 'consent' | 'denied' | 'error' | 'full' | 'identify' | 'properties' | 'state' | 'track';

/** Called with each notice and what it is about. */
export type Explain = (notice: Notice, ...details: unknown[]) => void;

const WORDS: Record<Notice, string> = {
  answer: 'the collector answered (2xx: stored; 429, 408 and 5xx: tried again later; others: given up):',
  consent: 'consent is now:',
  denied: 'consent is denied, so this was not recorded',
  error: 'something failed inside Scout, the page is not affected:',
  full: 'too many events wait to be sent, so the oldest was given up',
  identify: 'identify expects an email, or an object with email, phone, first_name, last_name or external_id, but got:',
  properties: 'properties must be an object; the event is recorded without them, as they were:',
  state: 'consent expects "granted", "pending" or "denied", but got:',
  track: 'track expects the name of an event, but got:',
};

/** Writes a notice to the browser's console. */
export const explain: Explain = (notice, ...details) => {
  window.console.info(`[scout] ${WORDS[notice]}`, ...details);
};
