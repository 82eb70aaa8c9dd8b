/** Wires the minus and plus buttons inside `root` to the number between them; each step fires `change` on the number. */
export function wireSteppers(root: ParentNode): void {
  for (const button of root.querySelectorAll<HTMLButtonElement>('[data-step]')) {
    const input = button.parentElement?.querySelector('input');
    if (!input) continue;
    button.addEventListener('click', () => {
      const before = input.value;
      if (button.dataset['step'] === '1') input.stepUp();
      else input.stepDown();
      if (input.value !== before) input.dispatchEvent(new Event('change', { bubbles: true }));
    });
  }
}
