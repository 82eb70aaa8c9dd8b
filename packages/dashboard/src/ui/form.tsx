import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { ApiError, messageOf } from '../api/request.ts';

export interface FormState {
  isBusy: boolean;
  /** What is wrong with a field, by its name in the API. */
  wrong: (field: string) => string | undefined;
}

export interface FormProps {
  submit: () => Promise<void>;
  children: (state: FormState) => ComponentChildren;
  class?: string;
}

/** Submits once at a time, and shows what the API did not accept: at its field where it is known, else on top. */
export function Form({ submit, children, class: className = 'stack' }: FormProps) {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<{ message: string; fields: Readonly<Record<string, string>> }>();
  const run = async (): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      await submit();
    } catch (thrown) {
      const fields = thrown instanceof ApiError ? thrown.fields : {};
      setError({ message: messageOf(thrown), fields });
    } finally {
      setBusy(false);
    }
  };
  const used = new Set<string>();
  const wrong = (field: string): string | undefined => {
    used.add(field);
    return error?.fields[field];
  };
  const content = children({ isBusy, wrong });
  const isShownAtField = error !== undefined && Object.keys(error.fields).some((field) => used.has(field));
  return (
    <form
      class={className}
      aria-busy={isBusy}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBusy) void run();
      }}
    >
      {content}
      {error !== undefined && !isShownAtField && (
        <p class="wrong" role="alert">
          {error.message}
        </p>
      )}
    </form>
  );
}
