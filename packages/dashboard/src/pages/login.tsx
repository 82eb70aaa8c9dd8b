import { useState } from 'preact/hooks';
import { request } from '../api/request.ts';
import { session } from '../state/session.ts';
import { TextField } from '../ui/field.tsx';
import { Form } from '../ui/form.tsx';

export function LoginPage() {
  const [password, setPassword] = useState('');
  document.title = 'Log in · Scout';
  return (
    <main class="gate">
      <div class="gate-card">
        <img src="/icon.svg" alt="" />
        <h1>Log in to Scout</h1>
        <Form
          submit={async () => {
            await request('POST', '/login', { password });
            session.value = 'in';
          }}
        >
          {({ isBusy }) => (
            <>
              <TextField
                label="Password"
                type="password"
                autocomplete="current-password"
                required
                autofocus
                value={password}
                onValue={setPassword}
              />
              <button type="submit" class="button primary" disabled={isBusy}>
                Log in
              </button>
            </>
          )}
        </Form>
        <p class="soft small">
          The password is ADMIN_PASSWORD of the collector, or the one you chose through the one-time link in its log.
        </p>
      </div>
    </main>
  );
}
