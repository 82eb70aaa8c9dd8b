import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Installs packages where the system is Debian's kind and we may; whether it worked shows in what is there then. */
export function aptInstall(...packages: string[]): void {
  if (!existsSync('/usr/bin/apt-get')) return;
  console.log(`trying the system's package manager for ${packages.join(', ')}`);
  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', ...packages]]) {
    const [program = '', ...rest] = [...sudo, 'apt-get', ...args];
    spawnSync(program, rest, { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  }
}
