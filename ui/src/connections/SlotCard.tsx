/** @file One slot of a recipe as a row: which connection, who, how it stands, and Connect. */
import { targetOf, useConnectDialog } from '../connect/connectDialog.ts';
import type { SlotView } from '../generated/api.ts';
import { AppLogo } from '../parts/AppLogo.tsx';
import { Button } from '../parts/Button.tsx';
import { Data } from '../parts/Data.tsx';
import { StateMark } from '../parts/StateMark.tsx';
import { listed } from '../times.ts';
import { visible } from '../visible.ts';
import css from './SlotCard.module.css';
import { WhoWhere } from './WhoWhere.tsx';

interface Props {
  recipe: string;
  slot: SlotView;
  isChosen: boolean;
  onChoose: () => void;
}

export function SlotCard({ recipe, slot, isChosen, onChoose }: Props) {
  const connect = useConnectDialog();
  const { connection } = slot;
  const name = { recipe, connector: slot.connector, role: slot.role };
  return (
    <li
      className={css.slot}
      data-chosen={isChosen || undefined}
      data-slot={`${slot.connector}.${slot.role}`}
      data-slot-state={connection?.state ?? 'not_connected'}
    >
      <AppLogo logo={slot.logo} role={slot.role} />
      <div className={css.words}>
        <button
          type="button"
          className={css.choose}
          aria-current={isChosen ? 'true' : undefined}
          onClick={onChoose}
        >
          <Data>{connection?.name ?? slot.label}</Data>
        </button>
        <div className={css.who}>
          {connection?.identity ? <WhoWhere row={connection} /> : stepsWords(slot.steps)}
        </div>
        <div className={css.last}>
          <StateMark state={connection?.state ?? 'not_connected'} />
          <span className={css.act}>{action()}</span>
        </div>
      </div>
    </li>
  );

  function action() {
    if (!connection) {
      if (slot.problem || slot.candidates.length > 0) return null;
      return (
        <Button
          weight="main"
          aria-label={`Connect ${visible(slot.label)}`}
          onPress={() => connect({ connector: slot.connector, slot: name })}
        >
          Connect
        </Button>
      );
    }
    switch (connection.state) {
      case 'needs_reconnect':
      case 'limited':
      case 'not_connected':
        return (
          <Button
            weight={connection.state === 'limited' ? 'plain' : 'main'}
            aria-label={`${connection.state === 'not_connected' ? 'Connect' : 'Reconnect'} ${visible(connection.name)}`}
            onPress={() => connect(targetOf(connection, name))}
          >
            {connection.state === 'not_connected' ? 'Connect' : 'Reconnect'}
          </Button>
        );
      case 'signing_in':
        return (
          <Button
            aria-label={`Show sign-in of ${visible(connection.name)}`}
            onPress={() => connect(targetOf(connection, name))}
          >
            Show sign-in
          </Button>
        );
      default:
        return null;
    }
  }
}

function stepsWords(steps: readonly number[]): string {
  if (steps.length === 0) return 'No step needs it yet';
  return steps.length === 1 ? `Step ${steps[0]} needs it` : `Steps ${listed(steps)} need it`;
}
