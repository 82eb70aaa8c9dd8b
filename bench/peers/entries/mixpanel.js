// The lightest documented build, without session recording.
import mixpanel from 'mixpanel-browser/src/loaders/loader-module-core';

mixpanel.init('bench', { api_host: `${location.origin}/mixpanel`, track_pageview: true, persistence: 'localStorage' });
window.track = (name, properties) => mixpanel.track(name, properties);
