import type { Destination } from '../../api/shapes.ts';
import { Banner } from '../../ui/banner.tsx';
import { MissingScopes } from './missing-scopes.tsx';

/** What the check of a new key found: whose it is, what it lacks, and what was switched off to count nothing twice. */
export function Connected({ destination }: { destination: Destination }) {
  const { account, already_sent = [] } = destination;
  return (
    <>
      <dl class="facts">
        <dt>Account</dt>
        <dd>{account?.name ?? 'The key may not read the name'}</dd>
        {account && (
          <>
            <dt>Currency</dt>
            <dd>{account.currency ?? 'not set'}</dd>
            <dt>Time zone</dt>
            <dd>{account.timezone ?? 'not set'}</dd>
          </>
        )}
        <dt>Key</dt>
        <dd class="mono">{destination.key_hint}</dd>
      </dl>
      <MissingScopes scopes={destination.missing_scopes} />
      {already_sent.length > 0 && (
        <Banner tone="info">
          <strong>Nothing is counted twice.</strong> This account already gets{' '}
          {already_sent.map(({ metric, by }) => `${metric} from ${by}`).join(', ')}. Scout's rules for the same metrics
          start switched off; switch one on only after you have ended the other integration's.
        </Banner>
      )}
      <p class="soft">
        The default rules are in place: product views, carts, checkouts, orders, refunds and cancellations are sent from
        now on.
      </p>
    </>
  );
}
