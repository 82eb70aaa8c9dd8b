import type { RouteCount, Rule } from '../../api/shapes.ts';

export interface Week {
  delivered: number;
  failed: number;
  waiting: number;
  /** Events of this kind that no rule sent on. */
  skipped: number;
}

/** What became of last week's events of a rule. */
export function weekOf(rule: Pick<Rule, 'destination_id' | 'event' | 'metric'>, counts: readonly RouteCount[]): Week {
  const own = counts.filter((each) => each.destination_id === rule.destination_id && each.event === rule.event);
  const sum = (chosen: readonly RouteCount[]): number => chosen.reduce((total, each) => total + each.count, 0);
  const sent = own.filter((each) => each.metric === rule.metric);
  return {
    delivered: sum(sent.filter(({ status }) => status === 'delivered')),
    failed: sum(sent.filter(({ status }) => status === 'failed')),
    waiting: sum(sent.filter(({ status }) => status === 'held' || status === 'queued' || status === 'retrying')),
    skipped: sum(own.filter(({ status }) => status === 'skipped')),
  };
}
