import { connectApi } from './api.ts';
import { CliError, readArgs, toTable, type Command } from './command.ts';

interface SiteView {
  id: string;
  name: string;
  public_key: string;
  origins: string[];
  has_server_key: boolean;
  /** Only in the answer that made it. */
  server_key?: string;
}

/** `scout keys`: the keys of the sites, for tags (`pk_…`) and backends (`sk_…`). */
export const keys: Command = {
  summary: 'list the sites with their keys, make a site, replace a server key',
  usage: `scout keys                                    list the sites and their keys
scout keys create [--name NAME] [--origin URL]…   make a site; its server key is shown this once
scout keys rotate SITE                        replace the server key; the old one ends at once`,
  run: async (args, { environment, print }) => {
    const { values, positionals } = readArgs(args, {
      options: { name: { type: 'string' }, origin: { type: 'string', multiple: true, default: [] } },
      positionals: 2,
    });
    const [action = 'list', id] = positionals;
    const api = connectApi(environment, values.url);
    const show = (site: SiteView): number => {
      print(values.json ? JSON.stringify(site) : describe(site));
      return 0;
    };
    switch (action) {
      case 'list': {
        const sites = await api.call<SiteView[]>('GET', '/sites');
        print(values.json ? JSON.stringify(sites) : list(sites));
        return 0;
      }
      case 'create': {
        const name = values.name === undefined ? {} : { name: values.name };
        return show(await api.call<SiteView>('POST', '/sites', { ...name, origins: values.origin }));
      }
      case 'rotate': {
        if (id === undefined) throw new CliError('Expected the id of a site: scout keys rotate SITE', 2);
        const path = `/sites/${encodeURIComponent(id)}`;
        return show(await api.call<SiteView>('PATCH', path, { rotate_server_key: true }));
      }
      default:
        throw new CliError(`Expected list, create or rotate, got "${action}"`, 2);
    }
  },
};

function list(sites: readonly SiteView[]): string {
  return toTable(
    ['SITE', 'NAME', 'SITE KEY', 'SERVER KEY', 'ORIGINS'],
    sites.map(({ id, name, public_key, has_server_key, origins }) => [
      id,
      name,
      public_key,
      has_server_key ? 'yes' : 'no',
      origins.join(' ') || 'any',
    ]),
  );
}

function describe({ id, name, public_key, server_key }: SiteView): string {
  return [
    `site        ${id} (${name})`,
    `site key    ${public_key}   stands in the page`,
    ...(server_key === undefined ? [] : [`server key  ${server_key}   for the backend; not shown again`]),
  ].join('\n');
}
