import { useState } from 'preact/hooks';
import { request } from '../api/request.ts';
import { navigate, route } from '../state/route.ts';
import { session } from '../state/session.ts';
import { TextField } from '../ui/field.tsx';
import { Form } from '../ui/form.tsx';

const LEAST = 12;

/** Behind the one-time link: the owner chooses the password. */
export function SetupPage() {
  const [password, setPassword] = useState('');
  const token = route.value.query.get('token') ?? '';
  document.title = 'Set up Scout';
  return (
    <main class="gate">
      <div class="gate-card">
        <img src="/icon.svg" alt="" />
        <div class="stack-s">
          <h1>Welcome to Scout</h1>
          <p class="soft">Choose the password that opens this dashboard. Connecting Klaviyo comes next.</p>
        </div>
        <Form
          submit={async () => {
            await request('POST', '/setup', { token, password });
            session.value = 'in';
            navigate('/start', { replace: true });
          }}
        >
          {({ isBusy, wrong }) => (
            <>
              <TextField
                label="New password"
                type="password"
                autocomplete="new-password"
                required
                autofocus
                minLength={LEAST}
                hint={`At least ${LEAST} characters. A few plain words do well.`}
                wrong={wrong('password')}
                value={password}
                onValue={setPassword}
              />
              <button type="submit" class="button primary" disabled={isBusy}>
                Set the password
              </button>
            </>
          )}
        </Form>
      </div>
    </main>
  );
}
