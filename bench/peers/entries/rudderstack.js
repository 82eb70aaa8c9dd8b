// The build that asks for no plugin from RudderStack's own CDN.
import { RudderAnalytics } from '@rudderstack/analytics-js/bundled';

const analytics = new RudderAnalytics();
const url = `${location.origin}/rudderstack`;
analytics.load('bench', url, { configUrl: url });
analytics.page();
window.track = (name, properties) => analytics.track(name, properties);
