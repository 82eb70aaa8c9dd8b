import { messageOf, request } from '../../api/request.ts';
import type { Settings } from '../../api/shapes.ts';
import { notify } from '../../state/notice.ts';
import { Card } from '../../ui/card.tsx';
import { Time } from '../../ui/time.tsx';

/** Who is logged in, and the way to end it. */
export function SessionsCard({ settings, onChange }: { settings: Settings; onChange: () => void }) {
  const end = async (id: string): Promise<void> => {
    try {
      await request('DELETE', `/settings/sessions/${id}`);
      notify('Ended');
    } catch (thrown) {
      notify(messageOf(thrown));
    }
    onChange();
  };
  return (
    <Card title="Sessions" flush>
      <ul class="items">
        {settings.sessions.map(({ id, current, created_at, expires_at }) => (
          <li key={id}>
            <p>
              Logged in <Time at={created_at} as="ago" />
              <span class="soft">
                , until <Time at={expires_at} />
              </span>
              {current && <span class="mark">this one</span>}
            </p>
            {!current && (
              <button type="button" class="button small" onClick={() => void end(id)}>
                End
              </button>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}
