import { startFlow } from '@walkeros/collector';
import { sendWeb } from '@walkeros/web-core';
import { sourceBrowser } from '@walkeros/web-source-browser';

const api = { type: 'api', config: {}, push: (event) => sendWeb(`${location.origin}/walkeros`, event) };
const started = startFlow({
  sources: { browser: { code: sourceBrowser } },
  destinations: { api: { code: api } },
});
window.track = (name, data) => void started.then(({ elb }) => elb(`shop ${name}`, data));
