/** What one look of `scout doctor` showed. */
export interface Finding {
  subject: string;
  result: 'ok' | 'warning' | 'failure';
  /** What was found, and what to do about it. */
  detail: string;
}
