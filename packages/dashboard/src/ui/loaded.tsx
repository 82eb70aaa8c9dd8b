import type { ComponentChildren } from 'preact';
import type { Resource } from '../state/use-resource.ts';
import { Banner } from './banner.tsx';

/** Shows what a resource holds, or that it is on its way, or why it did not come and how to try again. */
export function Loaded<T>(props: { resource: Resource<T>; children: (data: T) => ComponentChildren }) {
  const { data, error, reload } = props.resource;
  const failed = error !== undefined && (
    <Banner
      tone="bad"
      action={
        <button type="button" class="button small" onClick={() => void reload()}>
          Try again
        </button>
      }
    >
      {error}
    </Banner>
  );
  if (data === undefined) return failed || <div class="skeleton" role="status" aria-label="Loading" />;
  return (
    <>
      {failed}
      {props.children(data)}
    </>
  );
}
