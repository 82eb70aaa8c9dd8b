import { useEffect } from 'preact/hooks';
import { request } from './api/request.ts';
import { LoginPage } from './pages/login.tsx';
import { SetupPage } from './pages/setup.tsx';
import { Shell } from './shell/shell.tsx';
import { notice } from './state/notice.ts';
import { route } from './state/route.ts';
import { session } from './state/session.ts';

/** The dashboard: behind the login, but for the page that sets the first password. */
export function App() {
  useEffect(() => {
    request('GET', '/me').then(
      () => {
        session.value = 'in';
      },
      () => {
        session.value = 'out';
      },
    );
  }, []);
  return (
    <>
      <Gate />
      <div class="notices" role="status" aria-live="polite">
        {notice.value !== '' && <div class="notice">{notice.value}</div>}
      </div>
    </>
  );
}

function Gate() {
  if (route.value.path === '/setup' && session.value !== 'in') return <SetupPage />;
  if (session.value === 'in') return <Shell />;
  return session.value === 'out' ? <LoginPage /> : <div role="status" aria-label="Loading" />;
}
