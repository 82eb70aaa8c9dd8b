import { signal } from '@preact/signals';

export interface Route {
  path: string;
  query: URLSearchParams;
}

const read = (): Route => ({ path: location.pathname, query: new URLSearchParams(location.search) });

/** Where the dashboard is. */
export const route = signal<Route>(read());

/** Goes to an address of the dashboard, such as `/events?status=failed`. */
export function navigate(to: string, { replace = false }: { replace?: boolean } = {}): void {
  history[replace ? 'replaceState' : 'pushState'](null, '', to);
  const isOtherPage = route.value.path !== location.pathname;
  route.value = read();
  if (isOtherPage) scrollTo(0, 0);
}

/** Makes plain links within the dashboard change the page without loading it anew. */
export function followLinks(): void {
  addEventListener('popstate', () => {
    route.value = read();
  });
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!link || link.origin !== location.origin || link.target !== '' || link.hasAttribute('download')) return;
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    if (link.hash !== '' && link.pathname === location.pathname) return;
    event.preventDefault();
    navigate(link.pathname + link.search);
  });
}
