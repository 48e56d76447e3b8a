/** @file One broken connection on the way through them: its cause, what it breaks, and what can be done now. */
import { UsesBroken } from '../connections/UsesBroken.tsx';
import { brokenUses } from '../connections/uses.ts';
import { WhoWhere } from '../connections/WhoWhere.tsx';
import { useAnswer } from '../engine.ts';
import type { ConnectionRow } from '../generated/api.ts';
import { AppLogo } from '../parts/AppLogo.tsx';
import { Button } from '../parts/Button.tsx';
import { Data } from '../parts/Data.tsx';
import { DialogFrame } from '../parts/DialogFrame.tsx';
import { ProblemPanel } from '../parts/ProblemPanel.tsx';
import { StateMark } from '../parts/StateMark.tsx';
import { go } from '../usePlace.ts';
import css from './FixQueue.module.css';

interface Props {
  row: ConnectionRow;
  /** "2 of 4". */
  place: string;
  /** The one before, when it works again. */
  justFixed: string | null;
  /** Its sign-in was begun and not finished. */
  wasLeft: boolean;
  onSignIn: () => void;
  onSkip: () => void;
  onStop: () => void;
}

export function FixCard({ row, place, justFixed, wasLeft, onSignIn, onSkip, onStop }: Props) {
  const { data: view } = useAnswer('connection', { id: row.id });
  // A client is put right in Settings, not by another sign-in.
  const mendsElsewhere = row.problem?.action?.kind === 'register_client';
  return (
    <DialogFrame
      title={
        <>
          {place}: <Data>{row.name}</Data>
        </>
      }
      logo={<AppLogo logo={row.logo} />}
      isOpen
      onClose={onStop}
      foot={
        <>
          <Button weight="quiet" onPress={onStop}>
            Stop
          </Button>
          <Button onPress={onSkip}>Skip</Button>
          <Button weight={mendsElsewhere ? 'plain' : 'main'} autoFocus={!mendsElsewhere} onPress={onSignIn}>
            {signInVerb(row)}
          </Button>
          {mendsElsewhere ? (
            <Button
              weight="main"
              autoFocus
              onPress={() => {
                onStop();
                go({ screen: 'settings', at: `client.${row.connector}` });
              }}
            >
              <Data>{row.problem?.action?.label ?? 'Open OAuth clients'}</Data>
            </Button>
          ) : null}
        </>
      }
    >
      {justFixed ? (
        <p className={css.fixed}>
          <Data>{justFixed}</Data> works again.
        </p>
      ) : null}
      <p className={css.who}>
        <StateMark state={row.state} /> <WhoWhere row={row} />
      </p>
      {wasLeft && row.state !== 'signing_in' ? (
        <p className={css.left} role="status">
          The sign-in was not finished. Nothing was changed; try again, or skip it for now.
        </p>
      ) : null}
      {row.problem ? (
        <ProblemPanel problem={row.problem} app={row.connector_name} nextTryAt={row.next_try_at}>
          <UsesBroken usedBy={view ? brokenUses(view) : []} />
        </ProblemPanel>
      ) : (
        <UsesBroken usedBy={view ? brokenUses(view) : []} />
      )}
    </DialogFrame>
  );
}

function signInVerb(row: ConnectionRow): string {
  if (row.state === 'signing_in') return 'Show sign-in';
  return row.state === 'not_connected' ? 'Connect' : 'Reconnect';
}
