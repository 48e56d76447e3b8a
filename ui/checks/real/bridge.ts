/** @file Starts the bridge with its engine and practice apps over a fresh data folder, and ends it again. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    bridgeAddress: string;
    practiceFile: string;
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const program = process.env.LARDER_BRIDGE;
  if (!program)
    throw new Error('LARDER_BRIDGE names no program; `cargo xtask test --only ui` builds it and sets it');
  const home = await mkdtemp(join(tmpdir(), 'larder-bridge-'));
  const page = fileURLToPath(new URL('../../dist-bridge', import.meta.url));
  const bridge = spawn(program, [page], {
    env: { ...process.env, LARDER_HOME: home },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(bridge, 'exit');
  const told = once(createInterface({ input: bridge.stdout }), 'line') as Promise<[string]>;
  const first = await Promise.race([told, ended.then(() => null)]);
  if (!first) throw new Error('the bridge ended before it told its address');
  project.provide('bridgeAddress', first[0]);
  project.provide('practiceFile', join(home, 'practice.json'));
  return async () => {
    bridge.kill('SIGINT');
    await ended;
    await rm(home, { recursive: true, force: true });
  };
}
