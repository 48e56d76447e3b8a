/** @file The window's content: the frame around the screen of the place, the connect dialog, the announcer. */
import { ConnectDialogProvider } from './connect/ConnectDialogProvider.tsx';
import { AnnounceConnections } from './frame/AnnounceConnections.tsx';
import { Frame } from './frame/Frame.tsx';
import { LeavingDialog } from './frame/LeavingDialog.tsx';
import { MenuActs } from './frame/MenuActs.tsx';
import { Shortcuts } from './frame/Shortcuts.tsx';
import { ThemeRoot } from './frame/ThemeRoot.tsx';
import { Announcer } from './parts/Announcer.tsx';
import { FixQueueProvider } from './queue/FixQueueProvider.tsx';
import { Screen } from './Screen.tsx';

export function App() {
  return (
    <>
      <ThemeRoot />
      <ConnectDialogProvider>
        <FixQueueProvider>
          <Frame>
            <Screen />
          </Frame>
        </FixQueueProvider>
        <Shortcuts />
        <MenuActs />
        <AnnounceConnections />
      </ConnectDialogProvider>
      <LeavingDialog />
      <Announcer />
    </>
  );
}
