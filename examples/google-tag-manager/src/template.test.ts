import { runInThisContext } from 'node:vm';
import { expect, test } from 'vitest';
import { checkSyntax } from './check-syntax.ts';
import { hideGlobals, listGlobals } from './hide-globals.ts';
import { openSandbox, type SandboxInput } from './open-sandbox.ts';
import { readTemplate, type Field } from './read-template.ts';
import { runScenario } from './run-scenario.ts';

const template = readTemplate();

const names = (fields: Field[]): string[] =>
  fields.flatMap(({ name, type, subParams }) => (type === 'GROUP' ? names(subParams ?? []) : [name]));

test("the template has the sections of Google's format, for a tag in web containers", () => {
  expect(template.sections).toEqual([
    'TERMS_OF_SERVICE',
    'INFO',
    'TEMPLATE_PARAMETERS',
    'SANDBOXED_JS_FOR_WEB_TEMPLATE',
    'WEB_PERMISSIONS',
    'TESTS',
    'NOTES',
  ]);
  expect(template.info).toMatchObject({ type: 'TAG', containerContexts: ['WEB'] });
});

test("its code keeps to Tag Manager's JavaScript", () => {
  expect(checkSyntax(template.code)).toEqual([]);
});

test.each(['new Date()', 'this.x', 'try {} catch (e) {}', 'x = /a/', 'x.at(0)', 'x = `a`', 'f(...x)', 'x?.y'])(
  'Tag Manager would refuse %s',
  (code) => {
    expect(checkSyntax(code)).not.toEqual([]);
  },
);

test('each field is read by the code, and each thing the code reads is a field', () => {
  const read = [...template.code.matchAll(/\bdata\.(\w+)/g)].map(([, name]) => name ?? '');
  expect(new Set(names(template.fields))).toEqual(new Set(read.filter((name) => !name.startsWith('gtmOn'))));
});

test('each permission is one that the code needs, and no more', () => {
  const { globals, urls, consentTypes } = template.permissions;
  for (const [key, { read, write, execute }] of Object.entries(globals)) {
    expect(template.code).toContain(`${write ? 'setInWindow' : 'callInWindow'}('${key}'`);
    expect([read, write, execute].filter(Boolean)).toHaveLength(1);
  }
  expect(urls).toEqual(['https://*/s.js?key=*']);
  expect(consentTypes).toEqual(['ad_storage', 'analytics_storage']);
});

test('the sandbox shows no global and refuses what is not permitted', () => {
  const run = (code: string) => {
    const log: string[] = [];
    const { fire } = openSandbox({
      run: runInThisContext(hideGlobals(code, listGlobals())) as SandboxInput['run'],
      permissions: template.permissions,
      target: { other: 1 },
      addScript: () => log.push('loaded'),
      consent: {},
      consentListeners: [],
      log: (text) => log.push(text),
    });
    fire({});
    return log;
  };
  expect(
    run(`require('logToConsole')(typeof globalThis, typeof process, typeof JSON, typeof this, typeof window)`),
  ).toEqual(['undefined undefined undefined undefined undefined']);
  expect(() => run(`require('injectScript')('https://evil.example/x.js')`)).toThrow('permission denied: inject_script');
  expect(() => run(`require('setInWindow')('other', 2, true)`)).toThrow(
    'permission denied: access_globals write other',
  );
  expect(() => run(`require('callInWindow')('alert', 2)`)).toThrow('permission denied: access_globals execute alert');
  expect(() => run(`require('isConsentGranted')('ad_user_data')`)).toThrow('permission denied: access_consent');
});

test.each(template.tests.scenarios)("the template's own test passes: $name", (scenario) => {
  expect(runScenario(template, scenario)).toBeGreaterThan(0);
});
