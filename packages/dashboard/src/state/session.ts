import { signal } from '@preact/signals';

/** Whether somebody is logged in; `unknown` until the API was asked. */
export const session = signal<'unknown' | 'in' | 'out'>('unknown');
