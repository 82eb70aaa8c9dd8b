import { GO_TO, isHelpOpen } from '../state/use-shortcuts.ts';
import { Dialog } from '../ui/dialog.tsx';

export function ShortcutHelp() {
  if (!isHelpOpen.value) return null;
  return (
    <Dialog
      title="Keyboard shortcuts"
      onClose={() => {
        isHelpOpen.value = false;
      }}
    >
      <dl class="facts">
        {Object.entries(GO_TO).map(([key, [, name]]) => (
          <Line key={key} keys={['g', key]} does={`Go to ${name}`} />
        ))}
        <Line keys={['/']} does="Search events" />
        <Line keys={['j']} does="Next event in the list" />
        <Line keys={['k']} does="Event before" />
        <Line keys={['?']} does="This list" />
        <Line keys={['Esc']} does="Close what is open" />
      </dl>
    </Dialog>
  );
}

function Line({ keys, does }: { keys: string[]; does: string }) {
  return (
    <>
      <dt class="row">
        {keys.map((key) => (
          <kbd key={key}>{key}</kbd>
        ))}
      </dt>
      <dd>{does}</dd>
    </>
  );
}
