import { init, track } from '@amplitude/analytics-browser';

const url = `${location.origin}/amplitude`;
init('bench', { serverUrl: url, remoteConfig: { serverUrl: url } });
window.track = (name, properties) => void track(name, properties);
