import { Toggle } from './toggle.tsx';

/** A switch with its words beside it. */
export function Setting(props: { label: string; hint: string; on: boolean; onChange: (on: boolean) => void }) {
  return (
    <div class="setting">
      <Toggle label={props.label} on={props.on} onChange={props.onChange} />
      <div>
        <p>{props.label}</p>
        <p class="soft small">{props.hint}</p>
      </div>
    </div>
  );
}
