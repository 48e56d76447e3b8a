/** @file Copies the link of a waiting sign-in; shows it where the clipboard is out of reach. */
import { useState } from 'react';
import { useDeed } from '../engine.ts';
import { announce } from '../parts/announcer.ts';
import { Button } from '../parts/Button.tsx';
import { TextInput } from '../parts/TextInput.tsx';

export function CopyLink({ signIn }: { signIn: string }) {
  const link = useDeed('sign_in.link');
  const [shown, setShown] = useState<string | null>(null);
  const [copied, setCopied] = useState(false);
  const copy = () =>
    link.mutate(
      { id: signIn },
      {
        onSuccess: async ({ url }) => {
          try {
            await navigator.clipboard.writeText(url);
            setCopied(true);
            announce('Link copied');
          } catch {
            setShown(url);
          }
        },
      },
    );
  return (
    <>
      <Button weight="quiet" onPress={copy} isPending={link.isPending}>
        {copied ? 'Link copied' : 'Copy link'}
      </Button>
      {shown ? (
        <TextInput label="The link, to copy" value={shown} onChange={() => undefined} isMono autoFocus />
      ) : null}
    </>
  );
}
