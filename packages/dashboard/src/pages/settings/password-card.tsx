import { useState } from 'preact/hooks';
import { request } from '../../api/request.ts';
import { notify } from '../../state/notice.ts';
import { Card } from '../../ui/card.tsx';
import { TextField } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';

export function PasswordCard({ isFromEnvironment, onChange }: { isFromEnvironment: boolean; onChange: () => void }) {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  if (isFromEnvironment) {
    return (
      <Card title="Password">
        <p class="soft">It is set by ADMIN_PASSWORD. To change it, change the environment and restart the collector.</p>
      </Card>
    );
  }
  return (
    <Card title="Password">
      <Form
        submit={async () => {
          await request('POST', '/settings/password', { current, next });
          setCurrent('');
          setNext('');
          notify('The password is changed. All other sessions have ended.');
          onChange();
        }}
      >
        {({ isBusy, wrong }) => (
          <>
            <div class="form-grid">
              <TextField
                label="Present password"
                type="password"
                autocomplete="current-password"
                required
                wrong={wrong('current')}
                value={current}
                onValue={setCurrent}
              />
              <TextField
                label="New password"
                type="password"
                autocomplete="new-password"
                required
                minLength={12}
                hint="At least 12 characters."
                wrong={wrong('next')}
                value={next}
                onValue={setNext}
              />
            </div>
            <div>
              <button type="submit" class="button" disabled={isBusy}>
                Change the password
              </button>
            </div>
          </>
        )}
      </Form>
    </Card>
  );
}
