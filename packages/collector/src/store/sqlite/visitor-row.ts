import type { Consent, Identity } from '@scout/wire';
import type { Visitor } from '../store.ts';

export interface VisitorRow {
  site_id: string;
  id: string;
  email: string | null;
  identity: string;
  consent: Consent | null;
  updated_at: number;
}

export function toVisitor(row: VisitorRow): Visitor {
  return {
    site_id: row.site_id,
    id: row.id,
    identity: JSON.parse(row.identity) as Identity,
    consent: row.consent,
    updated_at: row.updated_at,
  };
}
