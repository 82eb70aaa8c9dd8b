import { init, track } from '@plausible-analytics/tracker';

init({ domain: 'shop.example', endpoint: `${location.origin}/plausible`, captureOnLocalhost: true });
window.track = (name, props) => track(name, { props });
