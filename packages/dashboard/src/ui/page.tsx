import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

export interface PageProps {
  title: string;
  /** One sentence under the title. */
  lead?: string;
  actions?: ComponentChildren;
  children: ComponentChildren;
}

/** A page with its heading, which takes the focus when the page opens so that a screen reader starts there. */
export function Page({ title, lead, actions, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Scout`;
  }, [title]);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div class="page">
      <div class="page-head">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {actions !== undefined && <div class="row">{actions}</div>}
      </div>
      {lead !== undefined && <p class="page-lead">{lead}</p>}
      {children}
    </div>
  );
}
