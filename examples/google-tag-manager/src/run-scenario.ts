import { isDeepStrictEqual } from 'node:util';
import { compileFunction, runInThisContext } from 'node:vm';
import { hideGlobals, listGlobals } from './hide-globals.ts';
import { openSandbox, type SandboxInput } from './open-sandbox.ts';
import type { Scenario, Template } from './read-template.ts';

type Mock = (...args: unknown[]) => unknown;

/**
 * Runs a scenario of ___TESTS___ as the template editor does: APIs that are not mocked are the sandbox's own, and every
 * call is counted. Throws when an assertion fails; returns how many calls of APIs there were. https://developers.google.com/tag-platform/tag-manager/templates/tests
 */
export function runScenario({ code, permissions, tests }: Template, scenario: Scenario): number {
  const sandbox = openSandbox({
    run: runInThisContext(hideGlobals(code, listGlobals())) as SandboxInput['run'],
    permissions,
    target: {},
    addScript: (url) => fail(`nothing to load ${url} into`),
    consent: {},
    consentListeners: [],
    log: () => {},
  });
  const calls: Record<string, unknown[][]> = {};
  const mocks: Record<string, Mock> = {};
  const counted = (name: string, act: Mock): Mock => {
    return (...args) => {
      (calls[name] ??= []).push(args);
      return act(...args);
    };
  };
  const fail = (message: string): never => {
    throw new Error(`${scenario.name}: ${message}`);
  };
  const inside = {
    mock: (name: string, result: unknown) => {
      mocks[name] = typeof result === 'function' ? (result as Mock) : () => result;
    },
    runCode: (data: Record<string, unknown>) => {
      const replaced = Object.fromEntries(
        Object.entries(sandbox.api).map(([name, own]) => [name, counted(name, mocks[name] ?? (own as Mock))]),
      );
      const outcome = (name: string) => counted(name, () => undefined);
      sandbox.fire({ ...data, gtmOnSuccess: outcome('gtmOnSuccess'), gtmOnFailure: outcome('gtmOnFailure') }, replaced);
    },
    assertThat: (actual: unknown) => ({
      isEqualTo: (expected: unknown) => {
        if (!isDeepStrictEqual(actual, expected)) fail(`expected ${show(expected)}, got ${show(actual)}`);
      },
    }),
    assertApi: (name: string) => ({
      wasCalled: () => calls[name] ?? fail(`expected a call of ${name}`),
      wasNotCalled: () => calls[name] && fail(`expected no call of ${name}, got ${show(calls[name])}`),
      wasCalledWith: (...expected: unknown[]) => {
        if (!calls[name]?.some((args) => isDeepStrictEqual(args, expected))) {
          fail(`expected ${name} with ${show(expected)}, got ${show(calls[name])}`);
        }
      },
    }),
    fail,
  };
  compileFunction(`'use strict';\n${tests.setup}\n${scenario.code}`, Object.keys(inside))(...Object.values(inside));
  return Object.values(calls).flat().length;
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}
