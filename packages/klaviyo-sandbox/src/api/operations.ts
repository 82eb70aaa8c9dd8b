import { bulkCreateEvents } from './bulk-create-events.ts';
import { createEvent } from './create-event.ts';
import { createDeletionJob } from './create-deletion-job.ts';
import { createProfile } from './create-profile.ts';
import { getAccounts } from './get-accounts.ts';
import { getEvents } from './get-events.ts';
import { getMetrics } from './get-metrics.ts';
import { getProfile, getProfiles } from './get-profiles.ts';
import type { Operation } from './operation.ts';
import { updateProfile } from './update-profile.ts';
import { upsertProfile } from './upsert-profile.ts';

// Limits and scopes: x-klaviyo-ratelimit and x-klaviyo-scopes in Klaviyo's OpenAPI documents, revision
// 2026-07-15. Sizes: the same documents, with "KB" and "MB" read as powers of ten, the stricter meaning.
const EVENT_BYTES = 5_000_000;
const PROFILE_BYTES = 100_000;
const PROFILE_LIMIT = { perSecond: 75, perMinute: 750 };

/** Every operation that the sandbox has. */
export const OPERATIONS: readonly Operation[] = [
  {
    name: 'POST events',
    endpoint: 'events',
    scope: 'events:write',
    limit: { perSecond: 350, perMinute: 3_500 },
    maxBytes: EVENT_BYTES,
    handle: createEvent,
  },
  {
    name: 'GET events',
    endpoint: 'events',
    scope: 'events:read',
    limit: { perSecond: 350, perMinute: 3_500 },
    maxBytes: 0,
    handle: getEvents,
  },
  {
    name: 'POST event-bulk-create-jobs',
    endpoint: 'event-bulk-create-jobs',
    scope: 'events:write',
    limit: { perSecond: 10, perMinute: 150 },
    maxBytes: EVENT_BYTES,
    handle: bulkCreateEvents,
  },
  {
    name: 'POST profile-import',
    endpoint: 'profile-import',
    scope: 'profiles:write',
    limit: PROFILE_LIMIT,
    maxBytes: PROFILE_BYTES,
    handle: upsertProfile,
  },
  {
    name: 'POST profiles',
    endpoint: 'profiles',
    scope: 'profiles:write',
    limit: PROFILE_LIMIT,
    maxBytes: PROFILE_BYTES,
    handle: createProfile,
  },
  {
    name: 'GET profiles',
    endpoint: 'profiles',
    scope: 'profiles:read',
    limit: PROFILE_LIMIT,
    maxBytes: 0,
    handle: getProfiles,
  },
  {
    name: 'GET profiles/{id}',
    endpoint: 'profiles',
    scope: 'profiles:read',
    limit: PROFILE_LIMIT,
    maxBytes: 0,
    handle: getProfile,
  },
  {
    name: 'PATCH profiles/{id}',
    endpoint: 'profiles',
    scope: 'profiles:write',
    limit: PROFILE_LIMIT,
    maxBytes: PROFILE_BYTES,
    handle: updateProfile,
  },
  {
    name: 'GET accounts',
    endpoint: 'accounts',
    scope: 'accounts:read',
    limit: { perSecond: 1, perMinute: 15 },
    maxBytes: 0,
    handle: getAccounts,
  },
  {
    name: 'GET metrics',
    endpoint: 'metrics',
    scope: 'metrics:read',
    limit: { perSecond: 10, perMinute: 150 },
    maxBytes: 0,
    handle: getMetrics,
  },
  {
    name: 'POST data-privacy-deletion-jobs',
    endpoint: 'data-privacy-deletion-jobs',
    scope: 'data-privacy:write',
    limit: { perSecond: 3, perMinute: 60 },
    maxBytes: PROFILE_BYTES,
    handle: createDeletionJob,
  },
];

/** The operation for a method and a path such as `/api/profiles/01ABC/`, or which of the two nobody has. */
export function findOperation(method: string, path: string): { operation: Operation; id: string } | 'path' | 'method' {
  const match = /^\/api\/([a-z-]+)(?:\/([^/]+))?\/?$/.exec(path);
  if (!match) return 'path';
  const [, collection, id = ''] = match;
  const name = id === '' ? collection : `${collection}/{id}`;
  const operation = OPERATIONS.find((candidate) => candidate.name === `${method} ${name}`);
  if (operation) return { operation, id };
  return OPERATIONS.some((candidate) => candidate.name.endsWith(` ${name}`)) ? 'method' : 'path';
}
