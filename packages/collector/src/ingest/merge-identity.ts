import type { Identity } from '@scout/wire';
import type { CheckedIdentity } from '@scout/wire/schema';
import { readEmailAddress } from './email-address.ts';
import type { Findings } from './findings.ts';
import { present } from './present.ts';

/** Who acted: the event's identity over the batch's, field by field. A malformed email counts as absent and is noted. */
export function mergeIdentity(
  { batch, event }: { batch: CheckedIdentity | undefined; event: CheckedIdentity | undefined },
  findings: Findings,
): Identity {
  return { ...readIdentity(batch, findings), ...readIdentity(event, findings) };
}

function readIdentity(identity: CheckedIdentity | undefined, findings: Findings): Identity {
  if (identity === undefined) return {};
  const email = identity.email === undefined ? undefined : readEmailAddress(identity.email);
  if (identity.email !== undefined && email === undefined) {
    findings.notes.push('the email was left out: expected an address such as jo@example.com');
  }
  return present({ ...identity, email });
}
