import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { messageOf } from '../api/request.ts';

export interface Resource<T> {
  /** What was loaded last; kept while it is loaded anew and when that fails. */
  data: T | undefined;
  /** Why the last try failed, in words. */
  error: string | undefined;
  reload: () => Promise<void>;
  /** Shows a change before the server confirmed it. */
  replace: (data: T) => void;
}

export interface ResourceOptions {
  /** Load anew this often, in ms, while the page is visible. Default: never. */
  everyMs?: number;
}

/** Loads when `key` changes; an answer that was overtaken by a newer question is dropped. */
export function useResource<T>(key: string, load: () => Promise<T>, { everyMs }: ResourceOptions = {}): Resource<T> {
  const [state, setState] = useState<{ data: T | undefined; error: string | undefined }>({
    data: undefined,
    error: undefined,
  });
  const newest = useRef(0);
  const current = useRef(load);
  current.current = load;

  const reload = useCallback(async () => {
    const turn = ++newest.current;
    try {
      const data = await current.current();
      if (turn === newest.current) setState({ data, error: undefined });
    } catch (error) {
      if (turn === newest.current) setState((before) => ({ ...before, error: messageOf(error) }));
    }
  }, [key]);

  useEffect(() => {
    void reload();
    return () => {
      newest.current++;
    };
  }, [reload]);

  useEffect(() => {
    if (everyMs === undefined) return undefined;
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') void reload();
    }, everyMs);
    return () => clearInterval(timer);
  }, [reload, everyMs]);

  return {
    data: state.data,
    error: state.error,
    reload,
    replace: (data) => setState({ data, error: undefined }),
  };
}
