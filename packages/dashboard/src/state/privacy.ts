import { signal } from '@preact/signals';

/** Whether email addresses are shown in full in lists. Off again with every load. */
export const showsEmails = signal(false);
