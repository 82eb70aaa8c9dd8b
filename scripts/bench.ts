import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { measureEconomy } from '../bench/economy.ts';
import { measureIntake } from '../bench/intake.ts';
import { measureLatency } from '../bench/latency.ts';
import { measureTags } from '../bench/tags.ts';
import { build, ROOT } from './steps.ts';

/** `npm run bench`: prints tables and writes bench/results.json. Compare the ratios: the machine's pace varies. */
build('tag', 'dashboard');

const economy = await measureEconomy();
console.log('\nRequests to Klaviyo, at 5 a second and 50 ms an answer');
console.table(economy);

const latency = await measureLatency();
console.log("From the 202 to Klaviyo's answer, less Klaviyo's own time");
console.table([latency]);

const intake = await measureIntake();
console.log('Intake, 64 connections, beside a bare HTTP server that reads the body, in the same run');
console.table(intake);

const tags = await measureTags();
console.log('The tag beside published ones, in the same run; umami is left out: npm has no build of its tracker');
console.table(tags.tags);
console.log("Published tags as multiples of Scout's numbers");
console.table(tags.times_scout);
console.log('Scout as a multiple of the best peer, number by number: below 1 is better than every peer');
console.table([tags.scout_of_best_peer]);

const path = join(ROOT, 'bench', 'results.json');
writeFileSync(path, `${JSON.stringify({ economy, latency, intake, tags }, null, 2)}\n`);
console.log(`written to ${path}`);
