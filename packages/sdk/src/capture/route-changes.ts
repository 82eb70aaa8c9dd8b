import type { Scout } from '../start-scout.ts';

/** Records a PageView whenever the history API changes the page's path or query, once the router has set the title. */
export function captureRouteChanges(scout: Scout): void {
  let path = location.pathname + location.search;
  const check = () => {
    const next = location.pathname + location.search;
    if (next === path) return;
    path = next;
    setTimeout(() => scout.page());
  };
  for (const method of ['pushState', 'replaceState'] as const) {
    const original = history[method];
    history[method] = function (...args) {
      original.apply(this, args);
      check();
    };
  }
  addEventListener('popstate', check);
}
