import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** What a template may do: the keys of `access_globals` with their rights, the patterns and types it lists. */
export interface Permissions {
  globals: Record<string, { read: boolean; write: boolean; execute: boolean }>;
  urls: string[];
  consentTypes: string[];
}

export interface Scenario {
  name: string;
  code: string;
}

export interface Field {
  name: string;
  type: string;
  defaultValue?: unknown;
  subParams?: Field[];
}

export interface Template {
  sections: string[];
  info: { type: string; containerContexts: string[] };
  fields: Field[];
  code: string;
  permissions: Permissions;
  tests: { setup: string; scenarios: Scenario[] };
}

/** A value in Google's export format: 1 is a string, 2 a list, 3 a map, 8 a boolean. */
type Exported =
  | { type: 1; string: string }
  | { type: 2; listItem: Exported[] }
  | { type: 3; mapKey: Exported[]; mapValue: Exported[] }
  | { type: 8; boolean: boolean };

interface ExportedPermission {
  instance: { key: { publicId: string }; param: { key: string; value: Exported }[] };
}

/** Reads scout.tpl: named sections, each JSON, YAML or code. Throws where a section is missing or malformed. */
export function readTemplate(): Template {
  const text = readFileSync(new URL('../scout.tpl', import.meta.url), 'utf8');
  const [, ...parts] = text.split(/^___([A-Z_]+)___$/m);
  const sections = parts.filter((_, index) => index % 2 === 0);
  const section = (name: string): string => {
    const body = parts[parts.indexOf(name) + 1];
    if (!sections.includes(name) || body === undefined) throw new Error(`Expected a section ___${name}___`);
    return body;
  };
  return {
    sections,
    info: JSON.parse(section('INFO')) as Template['info'],
    fields: JSON.parse(section('TEMPLATE_PARAMETERS')) as Field[],
    code: section('SANDBOXED_JS_FOR_WEB_TEMPLATE'),
    permissions: toPermissions(JSON.parse(section('WEB_PERMISSIONS')) as ExportedPermission[]),
    tests: parse(section('TESTS')) as Template['tests'],
  };
}

function toPermissions(exported: ExportedPermission[]): Permissions {
  const values = Object.fromEntries(
    exported.map(({ instance: { key, param } }) => [
      key.publicId,
      Object.fromEntries(param.map((each) => [each.key, toPlain(each.value)])),
    ]),
  );
  const globals = values['access_globals']?.['keys'] as ({ key: string } & Permissions['globals'][string])[];
  const consent = values['access_consent']?.['consentTypes'] as { consentType: string; read: boolean }[];
  return {
    globals: Object.fromEntries(globals.map(({ key, ...rights }) => [key, rights])),
    urls: values['inject_script']?.['urls'] as string[],
    consentTypes: consent.filter(({ read }) => read).map(({ consentType }) => consentType),
  };
}

function toPlain(value: Exported): unknown {
  if (value.type === 1) return value.string;
  if (value.type === 8) return value.boolean;
  if (value.type === 2) return value.listItem.map(toPlain);
  const values = value.mapValue.map(toPlain);
  return Object.fromEntries(value.mapKey.map((key, index) => [toPlain(key), values[index]]));
}
