___TERMS_OF_SERVICE___

By creating or modifying this file you agree to Google Tag Manager's Community
Template Gallery Developer Terms of Service available at
https://developers.google.com/tag-manager/gallery-tos (or such other URL as
Google may provide), as modified from time to time.


___INFO___

{
  "type": "TAG",
  "id": "cvt_temp_public_id",
  "version": 1,
  "securityGroups": [],
  "displayName": "Scout",
  "categories": [
    "ANALYTICS",
    "MARKETING",
    "EMAIL_MARKETING"
  ],
  "brand": {
    "id": "brand_dummy",
    "displayName": ""
  },
  "description": "Starts the Scout tag, which sends what shoppers do to the shop's own collector and from there to Klaviyo; identifies shoppers and tracks events.",
  "containerContexts": [
    "WEB"
  ]
}


___TEMPLATE_PARAMETERS___

[
  {
    "type": "RADIO",
    "name": "tagType",
    "displayName": "What this tag does",
    "radioItems": [
      {
        "value": "start",
        "displayValue": "Start Scout (once, on every page)"
      },
      {
        "value": "identify",
        "displayValue": "Identify the shopper"
      },
      {
        "value": "track",
        "displayValue": "Track an event"
      }
    ],
    "simpleValueType": true,
    "defaultValue": "start",
    "alwaysInSummary": true
  },
  {
    "type": "GROUP",
    "name": "start",
    "groupStyle": "NO_ZIPPY",
    "enablingConditions": [
      {
        "paramName": "tagType",
        "paramValue": "start",
        "type": "EQUALS"
      }
    ],
    "subParams": [
      {
        "type": "TEXT",
        "name": "host",
        "displayName": "Collector's address",
        "simpleValueType": true,
        "help": "Where your collector answers, without a path. A subdomain of the shop keeps the id cookie first-party.",
        "valueHint": "https://t.example.com",
        "alwaysInSummary": true,
        "valueValidators": [
          {
            "type": "NON_EMPTY"
          },
          {
            "type": "REGEX",
            "args": [
              "^(https://[^/?#]+/?|\\{\\{.+\\}\\})$"
            ],
            "errorMessage": "Expected an address such as https://t.example.com"
          }
        ]
      },
      {
        "type": "TEXT",
        "name": "key",
        "displayName": "Site key",
        "simpleValueType": true,
        "help": "The public key of the site, from the dashboard's Install page.",
        "valueHint": "pk_...",
        "valueValidators": [
          {
            "type": "NON_EMPTY"
          },
          {
            "type": "REGEX",
            "args": [
              "^(pk_[\\w-]+|\\{\\{.+\\}\\})$"
            ],
            "errorMessage": "Expected a public key, pk_..."
          }
        ]
      },
      {
        "type": "SELECT",
        "name": "consent",
        "displayName": "Consent",
        "macrosInSelect": false,
        "selectItems": [
          {
            "value": "gtm",
            "displayValue": "Follow Tag Manager's consent (ad_storage and analytics_storage)"
          },
          {
            "value": "auto",
            "displayValue": "Follow the page's consent tool (gtag, Shopify, TCF)"
          },
          {
            "value": "granted",
            "displayValue": "Granted"
          },
          {
            "value": "pending",
            "displayValue": "Pending until the page calls scout.consent()"
          },
          {
            "value": "denied",
            "displayValue": "Denied"
          }
        ],
        "simpleValueType": true,
        "defaultValue": "gtm",
        "help": "While consent is pending nothing is stored or sent; the events wait in the page."
      },
      {
        "type": "CHECKBOX",
        "name": "pageViews",
        "checkboxText": "Record page views",
        "simpleValueType": true,
        "defaultValue": true
      },
      {
        "type": "CHECKBOX",
        "name": "spa",
        "checkboxText": "Record a page view for each route of a single-page app",
        "simpleValueType": true,
        "defaultValue": false
      },
      {
        "type": "CHECKBOX",
        "name": "dataLayer",
        "checkboxText": "Record the e-commerce events of the data layer",
        "simpleValueType": true,
        "defaultValue": true,
        "help": "view_item, add_to_cart, begin_checkout, purchase and the others of GA4, and v1 enhanced e-commerce. No further tags are needed for them."
      },
      {
        "type": "TEXT",
        "name": "dataLayerName",
        "displayName": "Name of the data layer",
        "simpleValueType": true,
        "valueHint": "dataLayer",
        "help": "Only if it is not dataLayer.",
        "enablingConditions": [
          {
            "paramName": "dataLayer",
            "paramValue": true,
            "type": "EQUALS"
          }
        ]
      },
      {
        "type": "CHECKBOX",
        "name": "email",
        "checkboxText": "Identify by the email typed into checkout and newsletter fields",
        "simpleValueType": true,
        "defaultValue": false
      },
      {
        "type": "TEXT",
        "name": "emailFields",
        "displayName": "CSS selector of the email fields",
        "simpleValueType": true,
        "help": "Only if the fields cannot be known by their type or name.",
        "enablingConditions": [
          {
            "paramName": "email",
            "paramValue": true,
            "type": "EQUALS"
          }
        ]
      },
      {
        "type": "CHECKBOX",
        "name": "product",
        "checkboxText": "Read product data from the page's JSON-LD or Open Graph",
        "simpleValueType": true,
        "defaultValue": false
      },
      {
        "type": "CHECKBOX",
        "name": "debug",
        "checkboxText": "Explain in the console what happens",
        "simpleValueType": true,
        "defaultValue": false
      }
    ]
  },
  {
    "type": "GROUP",
    "name": "identify",
    "groupStyle": "NO_ZIPPY",
    "enablingConditions": [
      {
        "paramName": "tagType",
        "paramValue": "identify",
        "type": "EQUALS"
      }
    ],
    "subParams": [
      {
        "type": "TEXT",
        "name": "email_address",
        "displayName": "Email",
        "simpleValueType": true,
        "valueHint": "{{Customer email}}"
      },
      {
        "type": "TEXT",
        "name": "phone",
        "displayName": "Phone",
        "simpleValueType": true
      },
      {
        "type": "TEXT",
        "name": "first_name",
        "displayName": "First name",
        "simpleValueType": true
      },
      {
        "type": "TEXT",
        "name": "last_name",
        "displayName": "Last name",
        "simpleValueType": true
      },
      {
        "type": "TEXT",
        "name": "external_id",
        "displayName": "Your own id of the customer",
        "simpleValueType": true
      }
    ]
  },
  {
    "type": "GROUP",
    "name": "track",
    "groupStyle": "NO_ZIPPY",
    "enablingConditions": [
      {
        "paramName": "tagType",
        "paramValue": "track",
        "type": "EQUALS"
      }
    ],
    "subParams": [
      {
        "type": "TEXT",
        "name": "eventName",
        "displayName": "Name of the event",
        "simpleValueType": true,
        "help": "ViewContent, AddToCart, InitiateCheckout, Purchase, Search, AddToWishlist, or any other name.",
        "alwaysInSummary": true,
        "valueValidators": [
          {
            "type": "NON_EMPTY"
          }
        ]
      },
      {
        "type": "TEXT",
        "name": "properties",
        "displayName": "Properties",
        "simpleValueType": true,
        "help": "A variable that holds an object, such as the ecommerce object of the data layer. GA4's names are understood.",
        "valueHint": "{{ecommerce}}"
      },
      {
        "type": "SIMPLE_TABLE",
        "name": "more",
        "displayName": "Further properties",
        "simpleTableColumns": [
          {
            "defaultValue": "",
            "displayName": "Name",
            "name": "name",
            "type": "TEXT",
            "isUnique": true
          },
          {
            "defaultValue": "",
            "displayName": "Value",
            "name": "value",
            "type": "TEXT"
          }
        ],
        "newRowButtonText": "Add a property"
      }
    ]
  }
]


___SANDBOXED_JS_FOR_WEB_TEMPLATE___

const addConsentListener = require('addConsentListener');
const callInWindow = require('callInWindow');
const encodeUriComponent = require('encodeUriComponent');
const getType = require('getType');
const injectScript = require('injectScript');
const isConsentGranted = require('isConsentGranted');
const logToConsole = require('logToConsole');
const makeString = require('makeString');
const queryPermission = require('queryPermission');
const setInWindow = require('setInWindow');

const CONSENT_TYPES = ['ad_storage', 'analytics_storage'];

const refuse = (expected) => {
  logToConsole('[scout] expected ' + expected);
  data.gtmOnFailure();
};

// Tags that fire before Scout has loaded are kept in order, and so are calls of the page itself.
const keepEarlyCalls = () => {
  const later = (method) => (first, second) => {
    callInWindow('scout.q.push', [method, first, second]);
  };
  const stub = { q: [] };
  ['identify', 'track', 'page', 'consent', 'reset'].forEach((method) => {
    stub[method] = later(method);
  });
  setInWindow('scout', stub, false);
};

const isAllowed = () => CONSENT_TYPES.every((type) => isConsentGranted(type));

const followConsent = () => {
  const wasAllowed = isAllowed();
  // What an earlier page was told does not hold while Tag Manager says otherwise.
  if (!wasAllowed) callInWindow('scout.consent', 'pending');
  CONSENT_TYPES.forEach((type) => {
    addConsentListener(type, (changed, isGranted) => {
      // One of the two may be granted a moment before the other.
      if (isAllowed()) callInWindow('scout.consent', 'granted');
      else if (!isGranted) callInWindow('scout.consent', 'denied');
    });
  });
  return wasAllowed ? 'granted' : 'pending';
};

const start = () => {
  let host = makeString(data.host || '').trim();
  while (host.slice(-1) === '/') host = host.slice(0, -1);
  const key = makeString(data.key || '').trim();
  if (key.indexOf('pk_') !== 0) return refuse('the site key, pk_..., got "' + key + '"');
  const consent = data.consent === 'gtm' || !data.consent ? followConsent() : data.consent;
  const options = ['key=' + encodeUriComponent(key), 'consent=' + consent];
  const add = (name, value) => options.push(name + '=' + encodeUriComponent(makeString(value || '')));
  if (data.pageViews === false) add('page-views', 'off');
  if (data.spa) add('spa');
  if (data.dataLayer) add('datalayer', data.dataLayerName);
  if (data.email) add('email', data.emailFields);
  if (data.product) add('product');
  if (data.debug) add('debug');
  const url = host + '/s.js?' + options.join('&');
  if (!queryPermission('inject_script', url)) {
    return refuse('the collector\'s address, such as https://t.example.com, got "' + host + '"');
  }
  injectScript(url, data.gtmOnSuccess, data.gtmOnFailure, 'scout');
};

const identify = () => {
  const who = {};
  const add = (name, value) => {
    if (value) who[name] = makeString(value);
  };
  add('email', data.email_address);
  add('phone', data.phone);
  add('first_name', data.first_name);
  add('last_name', data.last_name);
  add('external_id', data.external_id);
  if (!who.email && !who.phone && !who.external_id) return refuse('an email, a phone or an id of the customer');
  callInWindow('scout.identify', who);
  data.gtmOnSuccess();
};

const track = () => {
  if (getType(data.eventName) !== 'string' || !data.eventName) return refuse('the name of an event');
  if (data.properties && getType(data.properties) !== 'object') {
    return refuse('Properties to be a variable that holds an object, got ' + getType(data.properties));
  }
  const properties = {};
  for (const name in data.properties) properties[name] = data.properties[name];
  (data.more || []).forEach((row) => {
    properties[row.name] = row.value;
  });
  callInWindow('scout.track', data.eventName, properties);
  data.gtmOnSuccess();
};

keepEarlyCalls();
if (data.tagType === 'identify') identify();
else if (data.tagType === 'track') track();
else start();


___WEB_PERMISSIONS___

[
  {
    "instance": {
      "key": {
        "publicId": "access_globals",
        "versionId": "1"
      },
      "param": [
        {
          "key": "keys",
          "value": {
            "type": 2,
            "listItem": [
              {
                "type": 3,
                "mapKey": [
                  {
                    "type": 1,
                    "string": "key"
                  },
                  {
                    "type": 1,
                    "string": "read"
                  },
                  {
                    "type": 1,
                    "string": "write"
                  },
                  {
                    "type": 1,
                    "string": "execute"
                  }
                ],
                "mapValue": [
                  {
                    "type": 1,
                    "string": "scout"
                  },
                  {
                    "type": 8,
                    "boolean": false
                  },
                  {
                    "type": 8,
                    "boolean": true
                  },
                  {
                    "type": 8,
                    "boolean": false
                  }
                ]
              },
              {
                "type": 3,
                "mapKey": [
                  {
                    "type": 1,
                    "string": "key"
                  },
                  {
                    "type": 1,
                    "string": "read"
                  },
                  {
                    "type": 1,
                    "string": "write"
                  },
                  {
                    "type": 1,
                    "string": "execute"
                  }
                ],
                "mapValue": [
                  {
                    "type": 1,
                    "string": "scout.q.push"
                  },
                  {
                    "type": 8,
                    "boolean": false
                  },
                  {
                    "type": 8,
                    "boolean": false
                  },
                  {
                    "type": 8,
                    "boolean": true
                  }
                ]
              },
              {
                "type": 3,
                "mapKey": [
                  {
                    "type": 1,
                    "string": "key"
                  },
                  {
                    "type": 1,
                    "string": "read"
                  },
                  {
                    "type": 1,
                    "string": "write"
                  },
                  {
                    "type": 1,
                    "string": "execute"
                  }
                ],
                "mapValue": [
                  {
                    "type": 1,
                    "string": "scout.identify"
                  },
                  {
                    "type": 8,
                    "boolean": false
                  },
                  {
                    "type": 8,
                    "boolean": false
                  },
                  {
                    "type": 8,
                    "boolean": true
                  }
                ]
              },
              {
                "type": 3,
                "mapKey": [
                  {
                    "type": 1,
                    "string": "key"
                  },
                  {
                    "type": 1,
                    "string": "read"
                  },
                  {
                    "type": 1,
                    "string": "write"
                  },
                  {
                    "type": 1,
                    "string": "execute"
                  }
                ],
                "mapValue": [
                  {
                    "type": 1,
                    "string": "scout.track"
                  },
                  {
                    "type": 8,
                    "boolean": false
                  },
                  {
                    "type": 8,
                    "boolean": false
                  },
                  {
                    "type": 8,
                    "boolean": true
                  }
                ]
              },
              {
                "type": 3,
                "mapKey": [
                  {
                    "type": 1,
                    "string": "key"
                  },
                  {
                    "type": 1,
                    "string": "read"
                  },
                  {
                    "type": 1,
                    "string": "write"
                  },
                  {
                    "type": 1,
                    "string": "execute"
                  }
                ],
                "mapValue": [
                  {
                    "type": 1,
                    "string": "scout.consent"
                  },
                  {
                    "type": 8,
                    "boolean": false
                  },
                  {
                    "type": 8,
                    "boolean": false
                  },
                  {
                    "type": 8,
                    "boolean": true
                  }
                ]
              }
            ]
          }
        }
      ]
    },
    "clientAnnotations": {
      "isEditedByUser": true
    },
    "isRequired": true
  },
  {
    "instance": {
      "key": {
        "publicId": "inject_script",
        "versionId": "1"
      },
      "param": [
        {
          "key": "urls",
          "value": {
            "type": 2,
            "listItem": [
              {
                "type": 1,
                "string": "https://*/s.js?key=*"
              }
            ]
          }
        }
      ]
    },
    "clientAnnotations": {
      "isEditedByUser": true
    },
    "isRequired": true
  },
  {
    "instance": {
      "key": {
        "publicId": "access_consent",
        "versionId": "1"
      },
      "param": [
        {
          "key": "consentTypes",
          "value": {
            "type": 2,
            "listItem": [
              {
                "type": 3,
                "mapKey": [
                  {
                    "type": 1,
                    "string": "consentType"
                  },
                  {
                    "type": 1,
                    "string": "read"
                  },
                  {
                    "type": 1,
                    "string": "write"
                  }
                ],
                "mapValue": [
                  {
                    "type": 1,
                    "string": "ad_storage"
                  },
                  {
                    "type": 8,
                    "boolean": true
                  },
                  {
                    "type": 8,
                    "boolean": false
                  }
                ]
              },
              {
                "type": 3,
                "mapKey": [
                  {
                    "type": 1,
                    "string": "consentType"
                  },
                  {
                    "type": 1,
                    "string": "read"
                  },
                  {
                    "type": 1,
                    "string": "write"
                  }
                ],
                "mapValue": [
                  {
                    "type": 1,
                    "string": "analytics_storage"
                  },
                  {
                    "type": 8,
                    "boolean": true
                  },
                  {
                    "type": 8,
                    "boolean": false
                  }
                ]
              }
            ]
          }
        }
      ]
    },
    "clientAnnotations": {
      "isEditedByUser": true
    },
    "isRequired": true
  },
  {
    "instance": {
      "key": {
        "publicId": "logging",
        "versionId": "1"
      },
      "param": [
        {
          "key": "environments",
          "value": {
            "type": 1,
            "string": "debug"
          }
        }
      ]
    },
    "clientAnnotations": {
      "isEditedByUser": true
    },
    "isRequired": true
  }
]


___TESTS___

scenarios:
- name: Start puts every option into the address of the script
  code: |-
    mock('isConsentGranted', true);
    mock('injectScript', (url, onSuccess) => {
      assertThat(url).isEqualTo('https://t.example.com/s.js?key=pk_test&consent=auto&page-views=off&spa=&datalayer=shopLayer&email=%23mail&product=&debug=');
      onSuccess();
    });

    runCode({ tagType: 'start', host: 'https://t.example.com/', key: 'pk_test', consent: 'auto', pageViews: false, spa: true, dataLayer: true, dataLayerName: 'shopLayer', email: true, emailFields: '#mail', product: true, debug: true });

    assertApi('injectScript').wasCalled();
    assertApi('addConsentListener').wasNotCalled();
    assertApi('gtmOnSuccess').wasCalled();
    assertApi('gtmOnFailure').wasNotCalled();
- name: A script that cannot be loaded fails the tag
  code: |-
    mock('isConsentGranted', true);
    mock('injectScript', (url, onSuccess, onFailure) => onFailure());

    runCode({ tagType: 'start', host: 'https://t.example.com', key: 'pk_test', consent: 'gtm' });

    assertApi('gtmOnFailure').wasCalled();
    assertApi('gtmOnSuccess').wasNotCalled();
- name: With consent given the tag starts granted and withdrawing it reaches Scout
  code: |-
    let isGranted = true;
    const listeners = [];
    mock('isConsentGranted', () => isGranted);
    mock('addConsentListener', (type, listener) => listeners.push({ type: type, listener: listener }));
    mock('callInWindow', (path, state) => calls.push(path + ' ' + state));
    mock('injectScript', (url) => assertThat(url).isEqualTo('https://t.example.com/s.js?key=pk_test&consent=granted'));

    runCode({ tagType: 'start', host: 'https://t.example.com', key: 'pk_test', consent: 'gtm' });

    assertThat(calls.length).isEqualTo(0);
    assertThat(listeners.length).isEqualTo(2);
    isGranted = false;
    listeners[0].listener('ad_storage', false);
    assertThat(calls.join()).isEqualTo('scout.consent denied');
- name: Without consent nothing is granted until both types are
  code: |-
    const granted = {};
    const listeners = {};
    mock('isConsentGranted', (type) => granted[type] === true);
    mock('addConsentListener', (type, listener) => {
      listeners[type] = listener;
    });
    mock('callInWindow', (path, state) => calls.push(path + ' ' + state));
    mock('injectScript', (url) => assertThat(url).isEqualTo('https://t.example.com/s.js?key=pk_test&consent=pending'));

    runCode({ tagType: 'start', host: 'https://t.example.com', key: 'pk_test', consent: 'gtm' });
    granted.ad_storage = true;
    listeners.ad_storage('ad_storage', true);
    assertThat(calls.join()).isEqualTo('scout.consent pending');
    granted.analytics_storage = true;
    listeners.analytics_storage('analytics_storage', true);

    assertThat(calls.join()).isEqualTo('scout.consent pending,scout.consent granted');
- name: A wrong key or address is refused and nothing is loaded
  code: |-
    mock('injectScript', () => fail('loaded'));

    runCode({ tagType: 'start', host: 'https://t.example.com', key: 'sk_secret', consent: 'granted' });
    runCode({ tagType: 'start', host: 'http://t.example.com', key: 'pk_test', consent: 'granted' });
    runCode({ tagType: 'start', key: 'pk_test', consent: 'granted' });

    assertApi('injectScript').wasNotCalled();
    assertApi('gtmOnSuccess').wasNotCalled();
    assertApi('gtmOnFailure').wasCalled();
- name: Identify passes on what is known and fails when nobody is named
  code: |-
    runCode({ tagType: 'identify', email_address: 'ann@example.com', first_name: 'Ann', phone: '' });

    assertApi('callInWindow').wasCalledWith('scout.identify', { email: 'ann@example.com', first_name: 'Ann' });
    assertApi('gtmOnSuccess').wasCalled();
    assertApi('gtmOnFailure').wasNotCalled();

    runCode({ tagType: 'identify', first_name: 'Ann' });

    assertApi('gtmOnFailure').wasCalled();
- name: Track passes on the object of a variable and the rows of the table
  code: |-
    runCode({ tagType: 'track', eventName: 'AddToCart', properties: { value: 39.8, items: [{ item_id: '8' }] }, more: [{ name: 'currency', value: 'EUR' }] });

    assertApi('callInWindow').wasCalledWith('scout.track', 'AddToCart', { value: 39.8, items: [{ item_id: '8' }], currency: 'EUR' });
    assertApi('gtmOnSuccess').wasCalled();
- name: Track refuses properties that are no object
  code: |-
    runCode({ tagType: 'track', eventName: 'AddToCart', properties: 'undefined' });

    assertApi('callInWindow').wasNotCalled();
    assertApi('gtmOnFailure').wasCalled();
setup: |-
  const calls = [];
  mock('callInWindow', () => undefined);
  mock('setInWindow', true);


___NOTES___

Imported in Tag Manager: Templates, Tag templates, New, the menu of three dots, Import. See docs/RECIPES.md of Scout.

Options travel in the address of the script, because a template cannot give a script element attributes.
