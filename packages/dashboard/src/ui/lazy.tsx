import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { messageOf } from '../api/request.ts';
import { Banner } from './banner.tsx';

/** A component whose code is fetched when it is first shown. */
export function lazy<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  let loaded: ComponentType<Props> | undefined;
  return function Lazy(props: Props) {
    const [, setReady] = useState(false);
    const [error, setError] = useState<string>();
    useEffect(() => {
      if (loaded) return;
      load().then(
        (component) => {
          loaded = component;
          setReady(true);
        },
        (thrown: unknown) => setError(messageOf(thrown)),
      );
    }, []);
    if (error !== undefined) {
      return <Banner tone="bad">This part could not be loaded. Load the page again. ({error})</Banner>;
    }
    const Component = loaded;
    return Component ? <Component {...props} /> : <div class="skeleton" role="status" aria-label="Loading" />;
  };
}
