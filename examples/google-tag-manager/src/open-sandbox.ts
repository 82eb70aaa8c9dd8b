import type { Permissions } from './read-template.ts';

type Api = Record<string, (...args: never[]) => unknown>;
type Data = Record<string, unknown>;

export interface SandboxInput {
  /** The template's code. */
  run: (require: (api: string) => unknown, data: Data) => void;
  permissions: Permissions;
  /** Where globals are read and written. */
  target: object;
  /** Adds a script to the page. */
  addScript: (url: string, onLoad: () => void, onError: () => void) => void;
  /** Consent types that were set. One that was not counts as granted. */
  consent: Record<string, 'granted' | 'denied'>;
  /** Are called with each type whose state has changed. */
  consentListeners: ((type: string, isGranted: boolean) => void)[];
  log: (text: string) => void;
}

export interface Sandbox {
  api: Api;
  /** Runs the template as a tag that fires; `replaced` stands in for single APIs, as Google's tests do. */
  fire: (data: Data, replaced?: Api) => void;
}

/**
 * Tag Manager's sandbox for web templates, as far as scout.tpl needs it, made after
 * https://developers.google.com/tag-platform/tag-manager/templates/api: values are copied at the border
 * and each API throws on what the template's permissions do not list. Stands on nothing outside itself, so
 * that its text can be run in a page.
 */
export function openSandbox(input: SandboxInput): Sandbox {
  const { run, permissions, target, consent, consentListeners } = input;
  const scripts = new Map<string, Promise<boolean>>();

  /** Functions, arrays and plain objects pass the border as copies; anything else becomes undefined. */
  const copy = (value: unknown): unknown => {
    if (typeof value === 'function') return (...args: unknown[]) => copy(value(...args.map(copy)));
    if (Array.isArray(value)) return value.map(copy);
    if (typeof value !== 'object' || value === null) return typeof value === 'symbol' ? undefined : value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, copy(each)]));
  };
  const find = (path: string): { owner: Data | undefined; name: string } => {
    const names = path.split('.');
    const name = names.pop() ?? '';
    let owner: unknown = target;
    for (const each of names) owner = (owner as Data | undefined)?.[each];
    return { owner: owner as Data | undefined, name };
  };
  const demand = (isAllowed: boolean | undefined, what: string): void => {
    if (!isAllowed) throw new Error(`permission denied: ${what}`);
  };
  const isUrlAllowed = (url: string): boolean =>
    permissions.urls.some((pattern) =>
      new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*')}$`).test(url),
    );

  const api: Api = {
    addConsentListener: (type: string, listener: (type: string, isGranted: boolean) => void) => {
      demand(permissions.consentTypes.includes(type), `access_consent ${type}`);
      consentListeners.push((changed, isGranted) => {
        if (changed === type) listener(changed, isGranted);
      });
    },
    callInWindow: (path: string, ...args: unknown[]) => {
      demand(permissions.globals[path]?.execute, `access_globals execute ${path}`);
      const { owner, name } = find(path);
      const found = owner?.[name];
      return typeof found === 'function' ? copy(found.apply(owner, args.map(copy))) : undefined;
    },
    encodeUriComponent: (text: string) => encodeURIComponent(text),
    getType: (value: unknown) => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value),
    injectScript: (url: string, onSuccess: () => void, onFailure: () => void, cacheToken: string) => {
      demand(isUrlAllowed(url), `inject_script ${url}`);
      const loading =
        scripts.get(cacheToken) ??
        new Promise<boolean>((resolve) => {
          input.addScript(
            url,
            () => resolve(true),
            () => resolve(false),
          );
        });
      scripts.set(cacheToken, loading);
      void loading.then((isLoaded) => (isLoaded ? onSuccess() : onFailure()));
    },
    isConsentGranted: (type: string) => {
      demand(permissions.consentTypes.includes(type), `access_consent ${type}`);
      return consent[type] !== 'denied';
    },
    logToConsole: (...parts: unknown[]) => input.log(parts.join(' ')),
    makeString: (value: unknown) => String(value),
    queryPermission: (name: string, url: string) => name === 'inject_script' && isUrlAllowed(url),
    setInWindow: (path: string, value: unknown, isOverriding?: boolean) => {
      demand(permissions.globals[path]?.write, `access_globals write ${path}`);
      const { owner, name } = find(path);
      if (!owner || (owner[name] !== undefined && !isOverriding)) return false;
      owner[name] = copy(value);
      return true;
    },
  };

  return {
    api,
    fire: (data, replaced = {}) => {
      const require = (name: string) => {
        const found = replaced[name] ?? api[name];
        if (!found) throw new Error(`no API ${name} in this sandbox`);
        return found;
      };
      run(require, data);
    },
  };
}
