/** @file Copies a text and says so. */
import { useState } from 'react';
import { announce } from './announcer.ts';
import { Button, type Weight } from './Button.tsx';

interface Props {
  text: string;
  label?: string;
  /** What is copied, for those who do not see what stands beside the button. */
  what: string;
  weight?: Weight;
}

export function CopyButton({ text, label = 'Copy', what, weight = 'plain' }: Props) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    if (!(await writeClipboard(text))) {
      announce(`${what} could not be copied`);
      return;
    }
    setCopied(true);
    announce(`${what} copied`);
    setTimeout(() => setCopied(false), 2_000);
  };
  return (
    <Button
      weight={weight}
      onPress={() => void copy()}
      aria-label={label === 'Copy' ? `Copy ${what}` : `${label}: ${what}`}
    >
      {copied ? 'Copied' : label}
    </Button>
  );
}

async function writeClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/** WebKitGTK refuses the asynchronous clipboard outside a click it recognizes. */
function copyBySelection(text: string): boolean {
  const area = document.createElement('textarea');
  area.value = text;
  area.style.position = 'fixed';
  area.style.opacity = '0';
  const focused = document.activeElement;
  (focused?.closest('[role=dialog]') ?? document.body).append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return done;
}
