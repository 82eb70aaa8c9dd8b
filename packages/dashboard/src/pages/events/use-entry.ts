import { useEffect } from 'preact/hooks';
import { request } from '../../api/request.ts';
import type { LogEntry } from '../../api/shapes.ts';
import { openLogStream } from '../../live/log-stream.ts';
import { useResource, type Resource } from '../../state/use-resource.ts';

/** One event with its whole story, which grows as it happens. */
export function useEntry(id: string): Resource<LogEntry> {
  const entry = useResource(`event ${id}`, () => request<LogEntry>('GET', `/log/${encodeURIComponent(id)}`));
  useEffect(() => {
    const stream = openLogStream(`q=${encodeURIComponent(id)}&limit=1`, () => void entry.reload());
    return () => stream.close();
  }, [id]);
  return entry;
}
