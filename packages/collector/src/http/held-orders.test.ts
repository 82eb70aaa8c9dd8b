import { expect, test } from 'vitest';
import { connectShop, order, uniqueIds, view, visitor } from '../testing/connected-shop.ts';
import { every, type LoggedEvent } from '../testing/test-collector.ts';

const REAL = 20;

/** One order more by one visitor than anybody places within ten minutes. */
async function burst() {
  const shop = await connectShop();
  const ids = Array.from({ length: REAL + 1 }, (_, index) => `o${index}`);
  await shop.collector.send({
    identity: { email: 'jo@example.com' },
    context: visitor('jo'),
    events: ids.map((id) => order(id)),
  });
  const held = await shop.collector.eventWhen(`o${REAL}`, every('held'));
  for (const id of ids.slice(0, REAL)) await shop.collector.eventWhen(id, every('delivered'));
  return { ...shop, held };
}

const placed = (ids: string[]) => ids.filter((id) => !id.includes(':'));

test('one order more than a shopper places is held with the reason, and the others go out', async () => {
  const { sandbox, held } = await burst();
  expect(held.deliveries[0]).toMatchObject({ reason: 'unusual_orders', attempts: 0 });
  expect(placed(uniqueIds(sandbox))).not.toContain(`order-o${REAL}`);
});

test('an order that is held stays held when the visitor is heard again, and goes out when the owner says so', async () => {
  const { collector, sandbox, held } = await burst();
  await collector.send({
    identity: { email: 'jo@example.com', first_name: 'Jo' },
    context: visitor('jo'),
    events: [view('v1')],
  });
  await collector.eventWhen('v1', every('delivered'));
  expect(placed(uniqueIds(sandbox))).not.toContain(`order-o${REAL}`);
  await collector.api('POST', `/deliveries/${held.deliveries[0]?.id}/retry`);
  await collector.eventWhen(`o${REAL}`, every('delivered'));
  expect(placed(uniqueIds(sandbox))).toContain(`order-o${REAL}`);
});

test('all that is held for one reason is released together', async () => {
  const { collector } = await burst();
  const released = await collector.api('POST', '/replay', { status: 'held', reason: 'unusual_orders' });
  expect(released).toMatchObject({ deliveries: 1 });
  await collector.eventWhen(`o${REAL}`, every('delivered'));
});

test('what the owner discards is skipped, once, and by name', async () => {
  const { collector, held } = await burst();
  const [delivery] = held.deliveries;
  expect(await collector.api('POST', '/discard', { reason: 'unusual_orders', dry_run: true })).toEqual({
    dry_run: true,
    deliveries: 1,
  });
  await collector.api('POST', `/deliveries/${delivery?.id}/discard`);
  const discarded = await collector.eventWhen(`o${REAL}`, every('skipped'));
  expect(discarded.deliveries[0]).toMatchObject({ reason: 'discarded' });
  await expect(collector.api('POST', `/deliveries/${delivery?.id}/discard`)).rejects.toThrow('409');
  expect(await collector.api('POST', '/discard', { reason: 'unusual_orders' })).toMatchObject({ deliveries: 0 });
});

test('an order that is told again is not one more', async () => {
  const { collector } = await connectShop();
  for (let time = 0; time < REAL * 3; time++) {
    await collector.send({
      identity: { email: 'jo@example.com' },
      context: visitor('jo'),
      events: [{ ...order('o1'), id: `copy-${time}` }],
    });
  }
  const last: LoggedEvent = await collector.eventWhen(`copy-${REAL * 3 - 1}`, every('delivered'));
  expect(last.deliveries[0]?.reason).toBeNull();
});

test('the backend may send as many orders as it likes', async () => {
  const { collector } = await connectShop();
  const [site] = await collector.api<{ id: string }[]>('GET', '/sites');
  const { server_key } = await collector.api<{ server_key: string }>('PATCH', `/sites/${site?.id}`, {
    rotate_server_key: true,
  });
  const answer = await fetch(`${collector.url}/v1/e`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server_key}` },
    body: JSON.stringify({
      identity: { email: 'jo@example.com' },
      context: visitor('jo'),
      events: Array.from({ length: 90 }, (_, index) => order(`b${index}`)),
    }),
  });
  expect(answer.status).toBe(202);
  await collector.eventWhen('b89', every('delivered'));
});

test('orders from one address in the name of many visitors are held too', async () => {
  const { collector } = await connectShop({
    environment: { TRUSTED_PROXIES: '127.0.0.0/8,::1', INTAKE_LIMIT_PER_ADDRESS: '0' },
  });
  const buy = (index: number) =>
    fetch(`${collector.url}/v1/e`, {
      method: 'POST',
      headers: { origin: 'http://shop.test', 'x-forwarded-for': '198.51.100.66' },
      body: JSON.stringify({
        key: 'pk_test',
        identity: { email: `card${index}@example.com` },
        context: visitor(`card-${index}`),
        events: [order(`card-${index}`)],
      }),
    });
  for (let index = 0; index < 61; index++) expect((await buy(index)).status).toBe(202);
  const held = await collector.eventWhen('card-60', every('held'));
  expect(held.deliveries[0]?.reason).toBe('unusual_orders');
});

test('what automated browsers send is held where the owner wants that, and only there', async () => {
  const { collector, destinationId } = await connectShop();
  const context = { ...visitor('robot'), is_bot: true };
  await collector.send({ identity: { email: 'qa@example.com' }, context, events: [view('v1')] });
  await collector.eventWhen('v1', every('delivered'));
  await collector.api('PATCH', `/destinations/${destinationId}`, { hold_bots: true });
  await collector.send({ identity: { email: 'qa@example.com' }, context, events: [view('v2')] });
  const held = await collector.eventWhen('v2', every('held'));
  expect(held.deliveries[0]?.reason).toBe('automated');
});
