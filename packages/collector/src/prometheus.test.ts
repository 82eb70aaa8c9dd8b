import { expect, test } from 'vitest';
import { Counter, exposeValue, Histogram } from './prometheus.ts';

test('a counter adds up for each set of labels', () => {
  const counter = new Counter('cups_total', 'Cups.');
  counter.add(1, { kind: 'tea', size: 1 });
  counter.add(2, { kind: 'tea', size: 1 });
  counter.add(0, { kind: 'milk', size: 1 });
  expect(counter.expose()).toBe(
    '# HELP cups_total Cups.\n# TYPE cups_total counter\ncups_total{kind="tea",size="1"} 3\ncups_total{kind="milk",size="1"} 0\n',
  );
});

test('a histogram counts each value under every bound that holds it, the bound itself included', () => {
  const histogram = new Histogram({ name: 'wait_seconds', help: 'Waits.', bounds: [0.5, 1, 5] });
  for (const value of [0.2, 0.5, 0.7, 1, 60]) histogram.observe(value, { at: 'door' });
  expect(histogram.expose().split('\n').slice(2)).toEqual([
    'wait_seconds_bucket{at="door",le="0.5"} 2',
    'wait_seconds_bucket{at="door",le="1"} 4',
    'wait_seconds_bucket{at="door",le="5"} 4',
    'wait_seconds_bucket{at="door",le="+Inf"} 5',
    'wait_seconds_sum{at="door"} 62.4',
    'wait_seconds_count{at="door"} 5',
    '',
  ]);
});

test('a value is exposed as it stands, with labels that cannot break the line', () => {
  const text = exposeValue({ name: 'depth', help: 'Depth.', samples: [[3], [4, { of: 'a "b"\\\n' }]] });
  expect(text).toBe('# HELP depth Depth.\n# TYPE depth gauge\ndepth 3\ndepth{of="a \\"b\\"\\\\\\n"} 4\n');
});
