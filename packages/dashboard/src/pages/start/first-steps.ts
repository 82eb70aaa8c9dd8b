import type { Destination, Rule, TagStatus } from '../../api/shapes.ts';

export interface FirstStep {
  id: 'tag' | 'key' | 'rules' | 'event' | 'identified' | 'test';
  title: string;
  isDone: boolean;
  /** What showed it, or the one thing to do. */
  text: string;
}

/** The way from nothing to events in Klaviyo, with what is done already. */
export function firstSteps(input: { status: TagStatus; destinations: Destination[]; rules: Rule[] }): FirstStep[] {
  const { status, destinations, rules } = input;
  const [heard] = status.heard;
  const working = destinations.find((destination) => destination.status === 'ACTIVE');
  const enabled = rules.filter((rule) => rule.enabled && rule.metric !== null).length;
  return [
    {
      id: 'tag',
      title: 'Put the tag on your store',
      isDone: heard !== undefined,
      text: heard ? `Heard from ${heard.origin}.` : 'Paste two lines into the head of every page.',
    },
    {
      id: 'key',
      title: 'Connect Klaviyo',
      isDone: working !== undefined,
      text: working
        ? `Connected to ${working.account?.name ?? 'your account'}.`
        : 'Paste a private key. It is checked at once.',
    },
    {
      id: 'rules',
      title: 'Check the rules',
      isDone: enabled > 0,
      text: enabled > 0 ? `${enabled} events are sent to Klaviyo.` : 'Rules decide which events become which metrics.',
    },
    {
      id: 'event',
      title: 'Receive the first event',
      isDone: status.event_at !== null,
      text: status.event_at === null ? 'Open your store and look at a product.' : 'Events come in.',
    },
    {
      id: 'identified',
      title: 'Identify the first visitor',
      isDone: status.identified_at !== null,
      text:
        status.identified_at === null
          ? 'Leave an email address in a form of your store, or place an order.'
          : 'Visitors are recognised by their email address.',
    },
    {
      id: 'test',
      title: 'See a test event arrive in Klaviyo',
      isDone: status.test_delivered_at !== null,
      text: status.test_delivered_at === null ? 'Send one to your own address.' : 'Klaviyo accepted it.',
    },
  ];
}
