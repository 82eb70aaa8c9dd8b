import { expect, test } from 'vitest';
import { createLog } from './log.ts';

function collect(level: 'debug' | 'warn') {
  const lines: string[] = [];
  return { lines, log: createLog(level, (line) => lines.push(line)) };
}

test('a line is one JSON object with time, level, message and fields', () => {
  const { lines, log } = collect('debug');
  log.info('swept', { removed: 3 });
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
    level: 'info',
    message: 'swept',
    removed: 3,
  });
});

test('what is less severe than the level is not written', () => {
  const { lines, log } = collect('warn');
  log.info('swept');
  log.warn('slow');
  expect(lines).toHaveLength(1);
});

test('addresses and keys are masked, also where an error quotes them', () => {
  const { lines, log } = collect('debug');
  const error = new Error('Unexpected token in {"email":"jo.o+x@mail.example.com","key":"pk_abcdef123"}');
  log.error('broken', { error, note: 'sk_live-99999 of postgres://scout:secret@db.example.com/scout' });
  const line = lines[0] ?? '';
  expect(line).not.toMatch(/jo\.o|example\.com|abcdef|99999|secret/);
  expect(line).toContain('[address]');
  expect(line).toContain('pk_[key]');
  expect(JSON.parse(line)).toMatchObject({ message: 'broken' });
});
