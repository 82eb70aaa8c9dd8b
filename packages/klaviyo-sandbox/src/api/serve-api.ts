import { setTimeout as wait } from 'node:timers/promises';
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context } from 'hono';
import type { RecordedRequest } from '../books/request-log.ts';
import { describeFault, spoil, toFaultAnswer } from '../faults/fault-answer.ts';
import type { FaultHit } from '../faults/fault-list.ts';
import { findEmail } from '../faults/find-entry.ts';
import type { SandboxOptions } from '../options.ts';
import { readBody } from '../read-body.ts';
import { notify } from '../state.ts';
import type { State } from '../state.ts';
import { findOperation } from './operations.ts';
import { process } from './process.ts';
import type { Arrival } from './process.ts';

/** What serving needs beside the request. */
export interface Service extends Required<Pick<SandboxOptions, 'latencyMs' | 'limits' | 'bulkRepeats' | 'now'>> {
  state: State;
  /** The sandbox's own address. */
  url: () => string;
}

const MAX_BODY_BYTES = 6_000_000;

/** Serves one request to the API: records it, applies a fault if one fits, processes it, answers. */
export async function serveApi(context: Context<{ Bindings: HttpBindings }>, service: Service): Promise<Response> {
  const { state } = service;
  const started = performance.now();
  const target = new URL(context.req.url);
  const request = state.requests.open({
    at: service.now(),
    method: context.req.method,
    path: `${target.pathname}${target.search}`,
    authorization: context.req.header('authorization'),
  });
  const text = await readBody(context.req.raw, MAX_BODY_BYTES).catch(() => null);
  // The client went away in the middle of its body: nothing was asked, and nobody is there to be answered.
  if (text === null) return RESPONSE_ALREADY_SENT;
  const body = text === undefined ? undefined : { text, json: toJson(text) };
  if (body) state.requests.setBody(request, body.text, body.json);
  notify(state);

  const arrival: Arrival = {
    state,
    method: context.req.method,
    target,
    headers: context.req.raw.headers,
    body,
    url: service.url(),
    now: request.at,
    requestId: request.id,
    bulkRepeats: service.bulkRepeats,
    limits: service.limits,
  };
  const hit = pickFault(arrival, request);
  if (hit?.fault.delay_ms) await wait(hit.fault.delay_ms, undefined, { ref: false });
  if (hit?.fault.action === 'hang') return hang(context);
  if (hit?.fault.action === 'reset-before') return reset(context);

  const answer = (hit && toFaultAnswer(hit, emailHolder(arrival))) ?? process(arrival);
  request.events = answer.events ?? 0;
  request.repeats = answer.repeats ?? 0;
  request.lost = answer.lost ?? 0;
  if (service.latencyMs > 0) await wait(service.latencyMs, undefined, { ref: false });
  if (hit?.fault.action === 'hang-after') return hang(context);
  if (hit?.fault.action === 'reset-after') return reset(context);

  const payload = spoil(answer, hit?.fault.body, {
    text: answer.body === undefined ? '' : JSON.stringify(answer.body),
    contentType: 'application/vnd.api+json',
    headers: answer.headers ?? {},
  });
  request.status = answer.status;
  request.latency_ms = Math.round((performance.now() - started) * 10) / 10;
  state.requests.setAnswer(request, payload.text, toJson(payload.text));
  notify(state);
  const type = payload.text === '' ? { 'content-length': '0' } : { 'content-type': payload.contentType };
  return new Response(payload.text === '' ? null : payload.text, {
    status: answer.status,
    headers: { ...payload.headers, ...type },
  });
}

function pickFault({ state, method, target, body }: Arrival, request: RecordedRequest): FaultHit | undefined {
  const found = findOperation(method, target.pathname);
  const endpoint = typeof found === 'string' ? undefined : found.operation.endpoint;
  const hit = state.faults.pick(endpoint, body?.json);
  if (hit) request.fault = describeFault(hit);
  return hit;
}

function emailHolder({ state, body }: Arrival): string | undefined {
  const email = findEmail(body?.json);
  return email === undefined ? undefined : state.profiles.holder('email', email)?.id;
}

function toJson(text: string): unknown {
  try {
    const json: unknown = JSON.parse(text);
    return json;
  } catch {
    return undefined;
  }
}

/** Leaves the request without an answer until the connection ends. */
async function hang({ env }: Context<{ Bindings: HttpBindings }>): Promise<Response> {
  await new Promise((resolve) => {
    env.outgoing.once('close', resolve);
  });
  return RESPONSE_ALREADY_SENT;
}

/** Breaks the connection so that the client sees a reset. */
function reset({ env }: Context<{ Bindings: HttpBindings }>): Response {
  env.incoming.socket.resetAndDestroy();
  return RESPONSE_ALREADY_SENT;
}
