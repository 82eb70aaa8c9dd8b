/** What a private key may do. */
export const SCOPES = [
  'accounts:read',
  'data-privacy:write',
  'events:read',
  'events:write',
  'metrics:read',
  'profiles:read',
  'profiles:write',
] as const;
export type Scope = (typeof SCOPES)[number];

const PRESET: Record<string, readonly Scope[]> = {
  pk_sandbox: SCOPES,
  pk_sandbox_no_accounts: ['profiles:read', 'profiles:write', 'events:read', 'events:write'],
  pk_sandbox_no_metrics: ['accounts:read', 'profiles:read', 'profiles:write', 'events:read', 'events:write'],
  pk_sandbox_read_only: ['accounts:read', 'profiles:read', 'events:read', 'metrics:read'],
};

/** The account's private keys and their scopes; every other key is refused. */
export class Keys {
  #scopes = toMap();

  /** The scopes of a key, undefined for a key that does not exist. */
  scopes(key: string): ReadonlySet<Scope> | undefined {
    return this.#scopes.get(key);
  }

  /** Makes or changes a key; null revokes it. */
  set(key: string, scopes: readonly Scope[] | null): void {
    if (scopes === null) this.#scopes.delete(key);
    else this.#scopes.set(key, new Set(scopes));
  }

  /** Back to the four keys that the sandbox starts with. */
  clear(): void {
    this.#scopes = toMap();
  }
}

function toMap(): Map<string, ReadonlySet<Scope>> {
  return new Map(Object.entries(PRESET).map(([key, scopes]) => [key, new Set(scopes)]));
}
