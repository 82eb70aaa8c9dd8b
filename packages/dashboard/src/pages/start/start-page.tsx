import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { request } from '../../api/request.ts';
import type { Destination, Rule, Site, TagStatus } from '../../api/shapes.ts';
import { useResource } from '../../state/use-resource.ts';
import { Banner } from '../../ui/banner.tsx';
import { Card } from '../../ui/card.tsx';
import { Code } from '../../ui/code.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Page } from '../../ui/page.tsx';
import { ConnectDialog } from '../destinations/connect-dialog.tsx';
import { TestEventDialog } from '../events/test-event-dialog.tsx';
import { snippets } from '../install/snippets.ts';
import { SiteForm } from '../settings/site-form.tsx';
import { firstSteps, type FirstStep } from './first-steps.ts';

const REFRESH_MS = 2_000;

interface Start {
  status: TagStatus;
  destinations: Destination[];
  rules: Rule[];
  sites: Site[];
}

async function load(): Promise<Start> {
  const [status, destinations, rules, sites] = await Promise.all([
    request<TagStatus>('GET', '/tag-status'),
    request<Destination[]>('GET', '/destinations'),
    request<Rule[]>('GET', '/rules'),
    request<Site[]>('GET', '/sites'),
  ]);
  return { status, destinations, rules, sites };
}

/** The first run: six steps that tick themselves. */
export function StartPage() {
  const resource = useResource('start', load, { everyMs: REFRESH_MS });
  const [open, setOpen] = useState<'connect' | 'test'>();
  const reload = (): void => void resource.reload();
  return (
    <Page
      title="Get started"
      lead="Each step ticks itself the moment it is true. Leave this page open beside your store."
    >
      <Loaded resource={resource}>
        {(data) => {
          const steps = firstSteps(data);
          const current = steps.find((step) => !step.isDone);
          return (
            <>
              {!current && (
                <Banner
                  tone="good"
                  action={
                    <a class="button small" href="/">
                      Go to the overview
                    </a>
                  }
                >
                  <strong>All set.</strong> Events flow from your store to Klaviyo.
                </Banner>
              )}
              <Card flush>
                <ol class="checklist">
                  {steps.map((step) => (
                    <Step key={step.id} step={step} isCurrent={step === current}>
                      {actionOf(step.id, { data, open: setOpen, reload })}
                    </Step>
                  ))}
                </ol>
              </Card>
            </>
          );
        }}
      </Loaded>
      {open === 'connect' && (
        <ConnectDialog sites={resource.data?.sites ?? []} onConnected={reload} onClose={() => setOpen(undefined)} />
      )}
      {open === 'test' && <TestEventDialog onClose={() => setOpen(undefined)} />}
    </Page>
  );
}

function Step(props: { step: FirstStep; isCurrent: boolean; children: ComponentChildren }) {
  const { step, isCurrent, children } = props;
  return (
    <li class={step.isDone ? 'is-done' : ''} aria-current={isCurrent ? 'step' : undefined}>
      <span class="check-mark">
        {step.isDone && <Icon name="check" />}
        <span class="visually-hidden">{step.isDone ? 'Done: ' : 'To do: '}</span>
      </span>
      <div class="stack-s">
        <h2>{step.title}</h2>
        <p class="soft">{step.text}</p>
        {!step.isDone && Boolean(children) && <div class="step-action">{children}</div>}
      </div>
    </li>
  );
}

function actionOf(
  id: FirstStep['id'],
  { data, open, reload }: { data: Start; open: (dialog: 'connect' | 'test') => void; reload: () => void },
): ComponentChildren {
  const [site] = data.sites;
  const [html] = snippets({ host: location.origin, key: site?.public_key ?? '' });
  switch (id) {
    case 'tag':
      if (!site) return <SiteForm onSaved={reload} />;
      return (
        <>
          <Code text={html?.code ?? ''} label="Snippet" />
          <a href="/install">Shopify, WooCommerce, Tag Manager and others</a>
        </>
      );
    case 'key':
      return (
        <button type="button" class="button primary" onClick={() => open('connect')}>
          Connect Klaviyo
        </button>
      );
    case 'rules':
      return data.destinations.length > 0 && <a href="/rules">Switch on a rule</a>;
    case 'test':
      return (
        data.destinations.length > 0 && (
          <button type="button" class="button primary" onClick={() => open('test')}>
            Send a test event
          </button>
        )
      );
    default:
      return null;
  }
}
