import ahoy from 'ahoy.js';

ahoy.configure({ urlPrefix: `${location.origin}/ahoy` });
ahoy.trackView();
window.track = (name, properties) => ahoy.track(name, properties);
