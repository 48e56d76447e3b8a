/** @file "Fix 4 connections": goes through the broken ones, one after the other. */
import type { ConnectionRow } from '../generated/api.ts';
import { Button, type Weight } from '../parts/Button.tsx';
import { counted } from '../times.ts';
import { useFixQueue } from './fixQueue.ts';

export function FixButton({ rows, weight = 'main' }: { rows: readonly ConnectionRow[]; weight?: Weight }) {
  const fix = useFixQueue();
  return (
    <Button weight={weight} onPress={() => fix(rows)}>
      Fix {counted(rows.length, 'connection')}
    </Button>
  );
}
