import type { Consent, Identity } from '@scout/wire';
import type { Visitor } from '../store.ts';

export interface VisitorRow {
  site_id: string;
  id: string;
  identity: string;
  consent: Consent | null;
  updated_at: number;
}

export function toVisitor({ site_id, id, identity, consent, updated_at }: VisitorRow): Visitor {
  return { site_id, id, identity: JSON.parse(identity) as Identity, consent, updated_at };
}
