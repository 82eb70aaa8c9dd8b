import { Banner } from '../../ui/banner.tsx';
import { describeScope } from './scopes.ts';
import { KEYS_PAGE } from './key-field.tsx';

/** The scopes that a key lacks, and what each would switch on; nothing when it lacks none. */
export function MissingScopes({ scopes }: { scopes: string[] }) {
  if (scopes.length === 0) return null;
  return (
    <Banner
      tone="info"
      action={
        <a class="button small" href={KEYS_PAGE} target="_blank" rel="noreferrer">
          Klaviyo's key page
        </a>
      }
    >
      {scopes.map((scope) => {
        const { name, switchesOn } = describeScope(scope);
        return (
          <span key={scope} class="block">
            The key lacks <strong>{name}</strong>, which would switch on {switchesOn}.
          </span>
        );
      })}
      <span class="block soft">
        Events are forwarded all the same. To change it, make a new key and replace this one.
      </span>
    </Banner>
  );
}
