import type { ComponentChildren } from 'preact';

export interface CardProps {
  title?: string;
  actions?: ComponentChildren;
  /** Content up to the edges, for tables. */
  flush?: boolean;
  children: ComponentChildren;
}

/** A part of a page with its heading. */
export function Card({ title, actions, flush = false, children }: CardProps) {
  return (
    <section class="card" aria-label={title}>
      {title !== undefined && (
        <div class="card-head">
          <h2>{title}</h2>
          {actions}
        </div>
      )}
      {flush ? children : <div class="card-body">{children}</div>}
    </section>
  );
}
