export { startCollector, type Collector, type CollectorOptions } from './collector.ts';
export { readConfig } from './config.ts';
export { createLog } from './log.ts';
