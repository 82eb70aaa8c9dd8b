import { useState } from 'preact/hooks';
import { messageOf, request } from '../../api/request.ts';
import type { Destination, RouteCount, Rule } from '../../api/shapes.ts';
import { notify } from '../../state/notice.ts';
import { useResource } from '../../state/use-resource.ts';
import { Banner } from '../../ui/banner.tsx';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Page } from '../../ui/page.tsx';
import { RuleDialog } from './rule-dialog.tsx';
import { RuleRow } from './rule-row.tsx';

interface Rules {
  rules: Rule[];
  destinations: Destination[];
  counts: RouteCount[];
}

async function load(): Promise<Rules> {
  const [rules, destinations, counts] = await Promise.all([
    request<Rule[]>('GET', '/rules'),
    request<Destination[]>('GET', '/destinations'),
    request<RouteCount[]>('GET', '/rule-report'),
  ]);
  return { rules, destinations, counts };
}

/** Which event becomes which metric, for each destination. */
export function RulesPage() {
  const resource = useResource('rules', load);
  const [edited, setEdited] = useState<Partial<Rule> & Pick<Rule, 'destination_id'>>();
  const setEnabled = async (data: Rules, rule: Rule, enabled: boolean): Promise<void> => {
    const disabled_reason = null;
    resource.replace({
      ...data,
      rules: data.rules.map((each) => (each === rule ? { ...rule, enabled, disabled_reason } : each)),
    });
    try {
      await request('PATCH', `/rules/${rule.id}`, { enabled });
    } catch (thrown) {
      notify(messageOf(thrown));
    }
    await resource.reload();
  };
  return (
    <Page
      title="Rules"
      lead="A rule sends one kind of event to one Klaviyo metric. What has no rule is kept, and sent nowhere."
    >
      <Loaded resource={resource}>
        {(data) =>
          data.destinations.length === 0 ? (
            <Card flush>
              <Empty icon="rules" title="No rules yet">
                <p>Connecting Klaviyo brings the usual ones: product views, carts, checkouts and orders.</p>
                <a class="button primary" href="/destinations?connect">
                  Connect Klaviyo
                </a>
              </Empty>
            </Card>
          ) : (
            data.destinations.map((destination) => (
              <Card
                key={destination.id}
                title={destination.account?.name ?? `Klaviyo, key ${destination.key_hint}`}
                flush
                actions={
                  <button
                    type="button"
                    class="button small"
                    onClick={() => setEdited({ destination_id: destination.id })}
                  >
                    <Icon name="plus" />
                    Add a rule
                  </button>
                }
              >
                <Guard rules={data.rules.filter((rule) => rule.destination_id === destination.id)} />
                <table class="table rule-table" aria-label="Rules">
                  <thead>
                    <tr>
                      <th scope="col">Event</th>
                      <th scope="col">Klaviyo metric</th>
                      <th scope="col">When</th>
                      <th scope="col">Last 7 days</th>
                      <th scope="col">On</th>
                      <th scope="col">
                        <span class="visually-hidden">Change</span>
                      </th>
                    </tr>
                  </thead>
                  <tbody>
                    {data.rules
                      .filter((rule) => rule.destination_id === destination.id)
                      .map((rule) => (
                        <RuleRow
                          key={rule.id}
                          rule={rule}
                          counts={data.counts}
                          onEnabled={(enabled) => void setEnabled(data, rule, enabled)}
                          onEdit={() => setEdited(rule)}
                        />
                      ))}
                  </tbody>
                </table>
              </Card>
            ))
          )
        }
      </Loaded>
      {edited && (
        <RuleDialog rule={edited} onChange={() => void resource.reload()} onClose={() => setEdited(undefined)} />
      )}
    </Page>
  );
}

/** Why Scout itself left rules switched off. */
function Guard({ rules }: { rules: Rule[] }) {
  const guarded = rules.filter((rule) => rule.disabled_reason !== null);
  if (guarded.length === 0) return null;
  return (
    <div class="card-body">
      <Banner tone="info">
        <strong>Guard against counting twice.</strong>{' '}
        {guarded.map(({ id, disabled_reason }) => (
          <span key={id} class="block">
            {disabled_reason}
          </span>
        ))}
        <span class="block soft">
          Klaviyo does not recognise the same order from two integrations. End the other one first, then switch the rule
          on here.
        </span>
      </Banner>
    </div>
  );
}
