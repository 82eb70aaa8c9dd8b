/** Whether what is shown follows along. */
export function LiveBadge({ state }: { state: 'connecting' | 'live' | 'lost' }) {
  const words = { connecting: 'Connecting', live: 'Live', lost: 'Connection lost, trying again' }[state];
  return (
    <span class={`live live-${state}`} role="status">
      <span class="live-dot" aria-hidden="true" />
      {words}
    </span>
  );
}
