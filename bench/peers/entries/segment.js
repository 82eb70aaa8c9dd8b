// Its own browser build: half of the package is parts that load when a site asks for them.
import { AnalyticsBrowser } from '@segment/analytics-next/dist/umd/index.js';

const { origin, host } = location;
const analytics = AnalyticsBrowser.load(
  { writeKey: 'bench', cdnURL: `${origin}/segment` },
  { integrations: { 'Segment.io': { apiHost: `${host}/segment`, protocol: 'http' } } },
);
void analytics.page();
window.track = (name, properties) => void analytics.track(name, properties);
