import type { Scout } from '../start-scout.ts';
import { createDataLayerReader } from './data-layer-events.ts';
import { onPush } from './on-push.ts';
import { orDefault } from './or-default.ts';

/** Records the e-commerce events that a shop pushes for Google, those already pushed too; `name` is the layer's global. */
export function captureDataLayer(scout: Scout, name?: string): void {
  const readEntry = createDataLayerReader();
  onPush(orDefault(name, 'dataLayer'), (entry) => {
    for (const event of readEntry(entry)) scout.track(event.name, event.properties);
  });
}
