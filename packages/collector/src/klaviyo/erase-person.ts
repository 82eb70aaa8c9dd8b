import type { Erasure } from '../delivery/destination.ts';
import type { Limiter } from '../delivery/limiter.ts';
import { readAnswer } from './answer.ts';
import type { Clock } from '../clock.ts';
import type { KlaviyoClient } from './client.ts';

/**
 * Asks Klaviyo to delete a person's profile and all it knows of them (POST /api/data-privacy-deletion-jobs, scope
 * data-privacy:write). Klaviyo takes the job and does it later; it cannot be undone.
 */
export async function erasePerson(
  { client, limiter, clock }: { client: KlaviyoClient; limiter: Limiter; clock: Clock },
  email: string,
): Promise<Erasure> {
  const profile = { data: { type: 'profile', attributes: { email } } };
  const body = JSON.stringify({ data: { type: 'data-privacy-deletion-job', attributes: { profile } } });
  const answer = await limiter.run((slot) =>
    slot.send('data-privacy-deletion-jobs', () =>
      client({ method: 'POST', path: '/api/data-privacy-deletion-jobs', body }),
    ),
  );
  const reading = readAnswer(answer, { expected: [202], now: clock.now() });
  switch (reading.kind) {
    case 'ok':
      return { ok: true };
    case 'refused':
      return { ok: false, sentence: `${reading.sentence} Deleting needs the scope data-privacy:write.` };
    case 'invalid':
      return { ok: false, sentence: reading.words };
    default:
      return { ok: false, sentence: 'Klaviyo did not take the request now. Ask again in a minute.' };
  }
}
