import type { EventName, EventProperties, Identity } from '@scout/wire';

declare global {
  interface Window {
    /** The tag, or the queue that stands in for it until it has loaded; absent where a blocker took both. */
    scout?: {
      track(name: EventName, properties: EventProperties): void;
      identify(identity: string | Identity): void;
    };
  }
}
