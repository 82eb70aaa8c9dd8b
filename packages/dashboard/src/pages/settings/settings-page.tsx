import { request } from '../../api/request.ts';
import type { Settings } from '../../api/shapes.ts';
import { useResource } from '../../state/use-resource.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { Page } from '../../ui/page.tsx';
import { AlertsCard } from './alerts-card.tsx';
import { DataRequestsCard } from './data-requests-card.tsx';
import { PasswordCard } from './password-card.tsx';
import { RetentionCard } from './retention-card.tsx';
import { SessionsCard } from './sessions-card.tsx';
import { SitesCard } from './sites-card.tsx';

/** What belongs to the collector as a whole. */
export function SettingsPage() {
  const settings = useResource('settings', () => request<Settings>('GET', '/settings'));
  return (
    <Page title="Settings">
      <SitesCard />
      <AlertsCard />
      <DataRequestsCard />
      <Loaded resource={settings}>
        {(data) => (
          <>
            <RetentionCard settings={data} onChange={() => void settings.reload()} />
            <PasswordCard isFromEnvironment={data.password_from_environment} onChange={() => void settings.reload()} />
            <SessionsCard settings={data} onChange={() => void settings.reload()} />
          </>
        )}
      </Loaded>
    </Page>
  );
}
