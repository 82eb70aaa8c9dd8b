/** Somebody in a browser: keeps the session's cookie, and says where a request comes from. */
export interface BrowserSession {
  request(
    method: string,
    path: string,
    options?: { body?: unknown; headers?: Record<string, string> },
  ): Promise<Response>;
  /** What the browser would send along. */
  cookie(): string | undefined;
}

export function createBrowserSession(url: string): BrowserSession {
  let cookie: string | undefined;
  return {
    cookie: () => cookie,
    request: async (method, path, { body, headers = {} } = {}) => {
      const response = await fetch(`${url}/api${path}`, {
        method,
        headers: {
          'content-type': 'application/json',
          'sec-fetch-site': 'same-origin',
          ...(cookie === undefined ? {} : { cookie }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const [set] = response.headers.getSetCookie();
      if (set !== undefined) cookie = set.split(';')[0];
      return response;
    },
  };
}
