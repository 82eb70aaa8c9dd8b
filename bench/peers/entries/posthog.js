import { posthog } from 'posthog-js';

posthog.init('phc_bench', { api_host: `${location.origin}/posthog`, defaults: '2025-05-24' });
window.track = (name, properties) => void posthog.capture(name, properties);
