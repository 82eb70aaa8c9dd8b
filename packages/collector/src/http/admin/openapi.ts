import { z } from 'zod';
import { alertChangeSchema } from './alerts.ts';
import { dataRequestSchema, forgetSchema } from './data-requests.ts';
import { destinationChangeSchema, newDestinationSchema } from './destinations.ts';
import { logExportSchema } from './log-export.ts';
import { logQuerySchema, replaySchema } from './log.ts';
import { dryRunSchema } from './rule-report.ts';
import { newRuleSchema, ruleChangeSchema } from './rules.ts';
import { loginSchema, setupSchema } from './session.ts';
import { passwordChangeSchema, settingsChangeSchema } from './settings.ts';
import { webhookSecretSchema } from './site-webhooks.ts';
import { newSiteSchema, siteChangeSchema } from './sites.ts';
import { statsQuerySchema } from './stats.ts';
import { testEventSchema } from './test-event.ts';

interface Operation {
  summary: string;
  body?: z.ZodType;
  query?: z.ZodObject;
  /** The status of success and what its body is. */
  answers: [status: number, description: string];
}

const OPERATIONS: Record<string, Record<string, Operation>> = {
  '/api/login': { post: { summary: 'Log in', body: loginSchema, answers: [200, 'A session cookie'] } },
  '/api/setup': { post: { summary: 'Set the first password', body: setupSchema, answers: [200, 'A session cookie'] } },
  '/api/logout': { post: { summary: 'Log out', answers: [200, 'The session has ended'] } },
  '/api/me': { get: { summary: 'Whether you are logged in', answers: [200, 'You are'] } },
  '/api/sites': {
    get: { summary: 'All sites', answers: [200, 'An array of sites'] },
    post: {
      summary: 'Create a site',
      body: newSiteSchema,
      answers: [201, 'The site with its server_key, which is shown this once'],
    },
  },
  '/api/sites/{id}': {
    patch: { summary: 'Change a site, or rotate its server key', body: siteChangeSchema, answers: [200, 'The site'] },
    delete: { summary: 'Remove a site with its events', answers: [204, 'Removed'] },
  },
  '/api/sites/{id}/webhooks': {
    get: { summary: "The shop's order webhooks", answers: [200, 'An array of {shop, path, has_secret}'] },
  },
  '/api/sites/{id}/webhooks/{shop}': {
    put: {
      summary: 'Set the secret that the shop signs its webhooks with',
      body: webhookSecretSchema,
      answers: [200, '{shop, path, has_secret}'],
    },
    delete: { summary: 'Remove it: the webhooks are refused from then on', answers: [204, 'Removed'] },
  },
  '/api/destinations': {
    get: { summary: 'All destinations', answers: [200, 'An array of destinations'] },
    post: {
      summary: 'Connect a destination; its key is checked first (422 when it is refused)',
      body: newDestinationSchema,
      answers: [201, 'The destination with its account'],
    },
  },
  '/api/destinations/{id}': {
    patch: {
      summary: 'Pause, resume, replace the key, or change settings',
      body: destinationChangeSchema,
      answers: [200, 'The destination'],
    },
    delete: { summary: 'Remove a destination with its rules and deliveries', answers: [204, 'Removed'] },
  },
  '/api/rules': {
    get: { summary: 'All rules', answers: [200, 'An array of rules'] },
    post: { summary: 'Add a rule', body: newRuleSchema, answers: [201, 'The rule'] },
  },
  '/api/rules/{id}': {
    patch: { summary: 'Change a rule', body: ruleChangeSchema, answers: [200, 'The rule'] },
    delete: { summary: 'Remove a rule', answers: [204, 'Removed'] },
  },
  '/api/log': {
    get: {
      summary: 'Events with the fate of each delivery, newest first',
      query: logQuerySchema,
      answers: [200, '{events, next_cursor}'],
    },
  },
  '/api/log/stream': {
    get: { summary: 'The same live, as server-sent events', query: logQuerySchema, answers: [200, 'A stream'] },
  },
  '/api/log/{id}': {
    get: { summary: 'One event: stored form, mapped payloads, every attempt', answers: [200, 'The event'] },
  },
  '/api/test-event': {
    post: { summary: 'Send a marked test event', body: testEventSchema, answers: [201, '{id, name}'] },
  },
  '/api/deliveries/{id}/retry': { post: { summary: 'Send one delivery again', answers: [200, 'The delivery'] } },
  '/api/deliveries/{id}/discard': { post: { summary: 'Give up a held delivery', answers: [200, 'The delivery'] } },
  '/api/discard': {
    post: {
      summary: 'Give up all held deliveries that a filter names; with dry_run only count them',
      body: replaySchema,
      answers: [200, '{dry_run, deliveries}'],
    },
  },
  '/api/replay': {
    post: {
      summary: 'Send again what a filter names; with dry_run only count it',
      body: replaySchema,
      answers: [200, '{dry_run, events, deliveries, more}'],
    },
  },
  '/api/stats': {
    get: {
      summary: 'Counts by status and hour, latency, queue',
      query: statsQuerySchema,
      answers: [200, 'Statistics of the last hours'],
    },
  },
  '/api/log-export': {
    get: {
      summary: 'All that a filter names, as NDJSON or CSV',
      query: logExportSchema,
      answers: [200, 'A file, newest first'],
    },
  },
  '/api/rule-report': {
    get: {
      summary: "Last week's deliveries by event, metric and status",
      answers: [200, 'An array of {event, destination_id, metric, status, count}'],
    },
  },
  '/api/rule-report/dry-run': {
    post: {
      summary: 'What a rule would have done to the last 100 events of its kind',
      body: dryRunSchema,
      answers: [200, '{looked_at, matching, events}'],
    },
  },
  '/api/request-rate': {
    get: {
      summary: 'Requests of the last minute',
      answers: [200, 'An array of {destination_id, last_minute, most_in_a_second}'],
    },
  },
  '/api/tag-status': {
    get: {
      summary: 'Where the tag was heard, where it was refused, and which first steps were reached',
      answers: [200, '{heard, refused, event_at, identified_at, test_delivered_at}'],
    },
  },
  '/api/settings': {
    get: { summary: 'Retention, password and sessions', answers: [200, 'The settings'] },
    patch: { summary: 'Change the retention', body: settingsChangeSchema, answers: [200, '{retention_days}'] },
  },
  '/api/settings/password': {
    post: {
      summary: 'Change the password; all other sessions end',
      body: passwordChangeSchema,
      answers: [200, 'It is changed'],
    },
  },
  '/api/settings/sessions/{id}': { delete: { summary: 'End a session', answers: [204, 'Ended'] } },
  '/api/alerts': {
    get: { summary: 'The alerts; null without any', answers: [200, 'The settings without the address'] },
    put: { summary: 'Set the alerts', body: alertChangeSchema, answers: [200, 'The settings without the address'] },
    delete: { summary: 'Remove the alerts', answers: [204, 'Removed'] },
  },
  '/api/alerts/test': { post: { summary: 'Send a test alert', answers: [200, 'It arrived'] } },
  '/api/data-requests/export': {
    post: {
      summary: 'What is kept about a person',
      body: dataRequestSchema,
      answers: [200, '{email, exported_at, visitors, events}'],
    },
  },
  '/api/data-requests/forget': {
    post: {
      summary: "Erase a person; with klaviyo also ask Klaviyo's API to delete the profile",
      body: forgetSchema,
      answers: [200, '{email, events, klaviyo?}'],
    },
  },
};

/** The admin API as OpenAPI 3.1, made from the schemas that check its requests. */
export function openApiDocument(): unknown {
  return {
    openapi: '3.1.0',
    info: { title: 'Scout admin API', version: '1' },
    security: [{ session: [] }, { token: [] }],
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'scout_session' },
        token: { type: 'http', scheme: 'bearer' },
      },
    },
    paths: Object.fromEntries(
      Object.entries(OPERATIONS).map(([path, methods]) => [
        path,
        Object.fromEntries(Object.entries(methods).map(([method, operation]) => [method, describe(path, operation)])),
      ]),
    ),
  };
}

function describe(path: string, { summary, body, query, answers: [status, description] }: Operation) {
  const schemaOf = (schema: z.ZodType) => z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const parameters = [
    ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
      name,
      in: 'path',
      required: true,
      schema: { type: 'string' },
    })),
    ...Object.entries(query?.shape ?? {}).map(([name, schema]) => ({
      name,
      in: 'query',
      required: false,
      schema: schemaOf(schema as z.ZodType),
    })),
  ];
  return {
    summary,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body ? { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body) } } } } : {}),
    responses: {
      [status]: { description },
      default: { description: 'What went wrong', content: { 'application/problem+json': {} } },
    },
  };
}
