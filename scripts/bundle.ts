import { build } from './steps.ts';

/** All that the container holds, built: the collector with its command line, the tag, the dashboard. */
build('tag', 'dashboard', 'collector');
