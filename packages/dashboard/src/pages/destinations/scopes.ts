/** What each optional scope of a Klaviyo key switches on, in words. */
const SCOPES: Record<string, { name: string; switchesOn: string }> = {
  'accounts:read': { name: 'Accounts: read', switchesOn: "the account's name, currency and time zone here" },
  'metrics:read': {
    name: 'Metrics: read',
    switchesOn: 'the guard against counting twice what your shop platform already sends',
  },
  profiles: { name: 'Profiles: full', switchesOn: 'linking events to people and keeping their details current' },
};

export function describeScope(scope: string): { name: string; switchesOn: string } {
  return SCOPES[scope] ?? { name: scope, switchesOn: 'a feature of Scout' };
}
