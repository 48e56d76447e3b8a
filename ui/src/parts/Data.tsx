/** @file Text that comes from data: isolated from the text around it, control characters shown. */
import { visible } from '../visible.ts';

export function Data({ children, className }: { children: string; className?: string | undefined }) {
  return <bdi className={className}>{visible(children)}</bdi>;
}
