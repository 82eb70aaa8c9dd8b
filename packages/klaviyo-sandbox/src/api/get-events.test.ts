import { expect, onTestFinished, test } from 'vitest';
import { startSandbox } from '../start-sandbox.ts';
import { createClient } from '../testing/api-client.ts';
import { eventBody } from '../testing/bodies.ts';

test('events are listed newest first, a page at a time, to keys that may read them', async () => {
  const sandbox = await startSandbox();
  onTestFinished(() => sandbox.close());
  const client = createClient(sandbox);
  for (const unique_id of ['first', 'second']) await client.post('/api/events', eventBody({ unique_id }));
  const reply = await client.get('/api/events?page[size]=1');
  expect(reply.status).toBe(200);
  expect(reply.body).toMatchObject({ data: [{ type: 'event', id: sandbox.events()[1]?.id }] });
  sandbox.setKey('pk_sandbox', ['events:write']);
  expect((await client.get('/api/events')).status).toBe(403);
});
