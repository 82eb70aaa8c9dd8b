import { expect, test } from 'vitest';
import { html, jsonForScript } from './html.ts';

test('values are escaped in text and attributes', () => {
  const name = `<b>"Tom & Jo's"</b>`;
  const escaped = '&lt;b&gt;&quot;Tom &amp; Jo&#39;s&quot;&lt;/b&gt;';
  expect(html`<p title="${name}">${name}</p>`.text).toBe(`<p title="${escaped}">${escaped}</p>`);
});

test('markup is inserted as it is, lists of it one after the other', () => {
  const items = ['a', '<'].map((text) => html`<b>${text}</b>`);
  expect(html`<p>${items}</p>`.text).toBe('<p><b>a</b><b>&lt;</b></p>');
});

test('false and undefined leave nothing, zero is shown', () => {
  expect(html`<p>${false}${undefined}${0}</p>`.text).toBe('<p>0</p>');
});

test('data in a script cannot end the script', () => {
  const data = { name: '</script><script>alert(1)</script>' };
  const { text } = jsonForScript(data);
  expect(text).not.toContain('<');
  expect(JSON.parse(text)).toEqual(data);
});
