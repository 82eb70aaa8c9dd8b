import type { Consent, Identity } from '@scout/wire';
import type { SessionFacts, Visitor } from './store.ts';

export interface VisitorRow {
  site_id: string;
  id: string;
  identity: string;
  consent: Consent | null;
  session: string | null;
  updated_at: number;
}

export function toVisitor({ site_id, id, identity, consent, session, updated_at }: VisitorRow): Visitor {
  return { site_id, id, identity: JSON.parse(identity) as Identity, consent, session: toSession(session), updated_at };
}

function toSession(text: string | null): SessionFacts | null {
  return text === null ? null : (JSON.parse(text) as SessionFacts);
}
