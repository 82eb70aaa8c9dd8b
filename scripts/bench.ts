import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { measureEconomy } from '../bench/economy.ts';
import { measureIntake } from '../bench/intake.ts';
import { measureLatency } from '../bench/latency.ts';
import { build, ROOT } from './steps.ts';

/** `npm run bench`: prints tables and writes bench/results.json. Compare the ratios: the machine's pace varies. */
build('tag', 'dashboard');

const results = { economy: await measureEconomy(), latency: await measureLatency(), intake: await measureIntake() };

console.log('\nRequests to Klaviyo, at 5 a second and 50 ms an answer');
console.table(results.economy);
console.log("From the 202 to Klaviyo's answer, less Klaviyo's own time");
console.table([results.latency]);
console.log('Intake, 64 connections, beside a bare HTTP server that reads the body, in the same run');
console.table(results.intake);

const path = join(ROOT, 'bench', 'results.json');
writeFileSync(path, `${JSON.stringify(results, null, 2)}\n`);
console.log(`written to ${path}`);
