type Attributes = Record<string, unknown>;

const metric = (name: string) => ({ data: { type: 'metric', attributes: { name } } });

/** The body of POST /api/events; `attributes` replace or add to the event's own. */
export function eventBody({ email = 'ada@example.com', ...attributes }: Attributes = {}) {
  return {
    data: {
      type: 'event',
      attributes: {
        properties: { ProductName: 'Trail Shoe' },
        metric: metric('Viewed Product'),
        profile: { data: { type: 'profile', attributes: { email } } },
        ...attributes,
      },
    },
  };
}

/** A metric for `eventBody`. */
export function named(name: string) {
  return { metric: metric(name) };
}

/** The body of a bulk request: one entry a profile, each with its events' attributes. */
export function bulkBody(entries: readonly { profile: Attributes; events: readonly Attributes[]; id?: string }[]) {
  const data = entries.map(({ profile, events, id }) => ({
    type: 'event-bulk-create',
    attributes: {
      profile: { data: { type: 'profile', ...(id ? { id } : {}), attributes: profile } },
      events: {
        data: events.map((attributes) => ({
          type: 'event',
          attributes: { properties: {}, metric: metric('Viewed Product'), ...attributes },
        })),
      },
    },
  }));
  return { data: { type: 'event-bulk-create-job', attributes: { 'events-bulk-create': { data } } } };
}

/** The body of the endpoints that take a profile. */
export function profileBody(attributes: Attributes, others: Attributes = {}) {
  return { data: { type: 'profile', attributes, ...others } };
}
